#define _GNU_SOURCE
#include "CFootprint.h"

#ifdef __linux__
#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int release(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size;
  (void)unused;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    // The last page may be shared with a segment that is written; leave both ends alone.
    const uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
    const uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_filesz) & ~(page - 1);
    // An error leaves the pages resident, which harms nobody.
    if (end > start) (void)madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void farthing_release_clean_pages(void) { (void)dl_iterate_phdr(release, 0); }
#else
void farthing_release_clean_pages(void) {}
#endif

#ifdef __GLIBC__
#include <malloc.h>

void farthing_release_free_memory(void) { (void)malloc_trim(0); }
#else
void farthing_release_free_memory(void) {}
#endif
