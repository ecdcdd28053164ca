#include <stdlib.h>
#include "stage.h"

#ifdef _WIN32
#include <malloc.h>
void* allocate(size_t bytes) { return _aligned_malloc(bytes, 64); }
void deallocate(void* data) { _aligned_free(data); }
#else
void* allocate(size_t bytes) {
  void* data = nullptr;
  return posix_memalign(&data, 64, bytes) == 0 ? data : nullptr;
}
void deallocate(void* data) { free(data); }
#endif

bool reserve(Workspace* room, size_t bytes) {
  if (room->bytes >= bytes) return true;
  deallocate(room->data);
  *room = {allocate(bytes), bytes};
  if (room->data) return true;
  room->bytes = 0;
  return false;
}
