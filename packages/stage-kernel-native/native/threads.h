#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#include "stage.h"

/**
 * Threads that share the work of a call, including the caller's. The others sleep between calls and end with the
 * pool.
 */
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  int threads() const { return (int)rooms.size(); }
  /** The working memory of a thread. */
  Workspace* room(int thread) { return &rooms[thread]; }
  /** Calls work(data, thread, task) once for every task, on any thread, and returns when all are done. */
  void run(int tasks, void (*work)(void* data, int thread, int task), void* data);

 private:
  struct Job {
    void (*work)(void* data, int thread, int task) = nullptr;
    void* data = nullptr;
    int tasks = 0;
    int next = 0;
    int done = 0;
  };
  void serve(int thread);
  void workOn(int thread, std::unique_lock<std::mutex>& lock);

  std::vector<Workspace> rooms;
  std::vector<std::thread> others;
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable finished;
  Job job;
  bool ending = false;
};
