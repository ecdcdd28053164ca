#include "threads.h"

ThreadPool::ThreadPool(int threads) : rooms(threads, Workspace{nullptr, 0}) {
  for (int i = 1; i < threads; i++) others.emplace_back([this, i] { serve(i); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    ending = true;
  }
  wake.notify_all();
  for (std::thread& thread : others) thread.join();
  for (Workspace& room : rooms) deallocate(room.data);
}

void ThreadPool::run(int tasks, void (*work)(void* data, int thread, int task), void* data) {
  std::unique_lock<std::mutex> lock(mutex);
  job = {work, data, tasks, 0, 0};
  if (tasks > 1) wake.notify_all();
  workOn(0, lock);
  finished.wait(lock, [this] { return job.done == job.tasks; });
}

void ThreadPool::workOn(int thread, std::unique_lock<std::mutex>& lock) {
  while (job.next < job.tasks) {
    const int task = job.next++;
    const Job current = job;
    lock.unlock();
    current.work(current.data, thread, task);
    lock.lock();
    if (++job.done == job.tasks) finished.notify_one();
  }
}

void ThreadPool::serve(int thread) {
  std::unique_lock<std::mutex> lock(mutex);
  while (!ending) {
    workOn(thread, lock);
    if (ending) return;
    wake.wait(lock, [this] { return ending || job.next < job.tasks; });
  }
}
