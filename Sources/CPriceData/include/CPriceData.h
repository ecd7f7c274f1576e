#ifndef FARTHING_PRICE_DATA_H
#define FARTHING_PRICE_DATA_H

#include <stddef.h>

/// The embedded price list; Sources/Money/List/PriceListFile.swift describes its layout.
const unsigned char *farthing_price_data(void);
/// Its size in bytes.
size_t farthing_price_data_size(void);

#endif
