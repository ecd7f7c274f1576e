#include "CPriceData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// Written by Scripts/generate-price-snapshot.py; price-data.md says from what.
static const unsigned char data[] = {
#embed "price-data.bin"
};

const unsigned char *farthing_price_data(void) { return data; }

size_t farthing_price_data_size(void) { return sizeof data; }
