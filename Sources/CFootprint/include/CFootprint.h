#ifndef CFOOTPRINT_H
#define CFOOTPRINT_H

/// Hands back the resident pages of program text and constants, this program's and its libraries'.
///
/// The kernel maps 64 KiB around every page that is touched, and starting up touches a little of everything: of 38 MB
/// resident after the start some 4 MB are memory of the process's own. Pages that are needed again come back from the
/// page cache without a look at the disk. Only mappings that cannot be written are touched, so nothing is lost. Does
/// nothing where the system is not Linux.
void farthing_release_clean_pages(void);

/// Hands back the memory that was freed and that the allocator keeps for later. Does nothing where the C library is not
/// GNU's.
void farthing_release_free_memory(void);

#endif
