#!/usr/bin/env python3
"""Generates Sources/CTokenData/*.bin: vocabularies in prehashed form, and Unicode classes.

    generate-token-tables.py --ranks DIRECTORY|litellm.whl [--out Sources/CTokenData] [--unicode]

The rank files are tiktoken's own (MIT). They are looked for by tiktoken's cache key, in a directory or in the
`litellm` wheel from PyPI (litellm/litellm_core_utils/tokenizers/), and refused when their SHA-256 differs.
`--unicode` also writes unicode_classes.bin; it asks the installed `tiktoken` itself for the class of every code point
(its regular-expression engine has its own Unicode version), so it needs `pip install tiktoken`.

Layout of a vocabulary, all little-endian (Sources/Tokenization/Vocabulary/VocabularyTable.swift reads it):
a header of 32 u32 (see `HEADER`), then 64-byte aligned sections:
  keys      one 16-byte key a token id: up to 15 bytes of the token, its length in byte 15;
            a longer token has 255 there, its offset in the arena in bytes 0-3 and its length in bytes 4-7
  disp, ids     perfect hash from key to id: d = disp[h >> (64 - bits)], ids[((u32(h) ^ d << 16) * slots) >> 32]
  pdisp, pairs  the same from a pair of ids to the id they merge into; a slot holds c << 36 | a << 18 | b
  bytepairs u32[65536], the merge of two single bytes, 0xFFFFFFFF when there is none
  byteids   u32[256], the id of each single byte
  long      open addressing, u32 ids of the tokens of 16 bytes and more, 0xFFFFFFFF when empty
  arena     the bytes of those tokens
"""
import argparse, base64, hashlib, os, struct, sys, zipfile

MASK = (1 << 64) - 1
KEY_A, KEY_B = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
PAIR_MULTIPLIER = 0xD6E8FEB86659FD93
LONG_MULTIPLIER = 0xFF51AFD7ED558CCD
EMPTY = 0xFFFFFFFF
SHORT = 15
RANK_FILES = {
    "cl100k_base": ("9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
                    "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"),
    "o200k_base": ("fb374d419588a4632f3f557e76b4b70aebbca790",
                   "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"),
    "p50k_base": ("ec7223a39ce59f226a68acc30dc1af2788490e15",
                  "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069"),
}
# r50k_base (and gpt2) is the part of p50k_base below this rank; the official file of r50k_base has this SHA-256.
R50K_LIMIT = 50256
R50K_SHA256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"
HEADER = ["magic", "id_limit", "longest", "bits", "slots", "pair_bits", "pair_slots", "long_mask",
          "keys", "disp", "ids", "pdisp", "pairs", "bytepairs", "byteids", "long", "arena", "arena_size"]
MAGIC = 0x464B5431


def read_ranks(source, name):
    key, digest = RANK_FILES[name]
    if os.path.isdir(source):
        with open(os.path.join(source, key), "rb") as file:
            data = file.read()
    else:
        with zipfile.ZipFile(source) as wheel:
            data = wheel.read("litellm/litellm_core_utils/tokenizers/" + key)
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        sys.exit(f"{name}: SHA-256 is {found}, expected {digest}")
    lines = [line for line in data.split(b"\n") if line]
    if name == "p50k_base":
        part = b"".join(line + b"\n" for line in lines if int(line.split()[1]) < R50K_LIMIT)
        if hashlib.sha256(part).hexdigest() != R50K_SHA256:
            sys.exit("r50k_base is not the low part of p50k_base")
    ranks = {}
    for line in lines:
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    return ranks


def last_merge(token, ranks):
    """The last two parts that tiktoken's merging of this token goes through; None when it never gets to the token.

    Only this pair can ever merge into the token: merges inside its bytes happen in the same order in any context,
    as long as none crosses its ends.
    """
    parts = [token[i:i + 1] for i in range(len(token))]
    while len(parts) > 2:
        best, at = None, -1
        for i in range(len(parts) - 1):
            rank = ranks.get(parts[i] + parts[i + 1])
            if rank is not None and (best is None or rank < best):
                best, at = rank, i
        if best is None:
            return None
        parts[at:at + 2] = [parts[at] + parts[at + 1]]
    return parts if len(parts) == 2 else None


def perfect_hash(hashes, bits, slots, name):
    """Displacements and the slot of each entry; `hashes` are (bucket, u32) pairs."""
    buckets = {}
    for index, (bucket, low) in enumerate(hashes):
        buckets.setdefault(bucket, []).append((low, index))
    disp = [0] * (1 << bits)
    taken = bytearray(slots)
    place = [0] * len(hashes)
    for bucket in sorted(buckets, key=lambda b: (-len(buckets[b]), b)):
        entries = buckets[bucket]
        for d in range(1 << 16):
            spots = [((low ^ (d << 16)) * slots) >> 32 for low, _ in entries]
            if any(taken[s] for s in spots) or len(set(spots)) != len(spots):
                continue
            disp[bucket] = d
            for spot, (_, index) in zip(spots, entries):
                taken[spot] = 1
                place[index] = spot
            break
        else:
            sys.exit(f"{name}: no displacement for a bucket of {len(entries)}; change a multiplier")
    return disp, place


def long_hash(token):
    h = len(token)
    for i in range(0, len(token) - 7, 8):
        h = ((h ^ struct.unpack_from("<Q", token, i)[0]) * LONG_MULTIPLIER) & MASK
        h ^= h >> 32
    h = ((h ^ struct.unpack_from("<Q", token, len(token) - 8)[0]) * LONG_MULTIPLIER) & MASK
    return h ^ (h >> 32)


def vocabulary(name, ranks):
    limit = max(ranks.values()) + 1
    keys = bytearray(16 * limit)
    arena = bytearray()
    short, long = [], []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) <= SHORT:
            keys[16 * rank:16 * rank + 16] = token.ljust(15, b"\0") + bytes([len(token)])
            short.append(rank)
        else:
            keys[16 * rank:16 * rank + 16] = struct.pack("<II7xB", len(arena), len(token), 255)
            arena += token
            long.append((token, rank))
    bits = (len(short) // 4).bit_length()
    slots = int(len(short) / 0.94)
    hashes = []
    for rank in short:
        low, high = struct.unpack_from("<QQ", keys, 16 * rank)
        product = (low ^ KEY_A) * (high ^ KEY_B)
        h = (product >> 64) ^ (product & MASK)
        hashes.append((h >> (64 - bits), h & EMPTY))
    disp, place = perfect_hash(hashes, bits, slots, name)
    ids = [0] * slots
    for rank, slot in zip(short, place):
        ids[slot] = rank

    merges, bytepairs, unreachable = [], [EMPTY] * 65536, 0
    for token, rank in ranks.items():
        if len(token) == 1:
            continue
        parts = last_merge(token, ranks)
        if parts is None:
            unreachable += 1
            continue
        a, b = ranks[parts[0]], ranks[parts[1]]
        if len(token) > 2 and not (a < rank and b < rank):
            sys.exit(f"{name}: token {rank} merges from a later one, which the large merge does not expect")
        merges.append((a << 18 | b, rank))
        if len(token) == 2:
            bytepairs[token[0] << 8 | token[1]] = rank
    pair_bits = (len(merges) // 4).bit_length()
    pair_slots = int(len(merges) / 0.94)
    hashes = []
    for key, _ in merges:
        h = (key * PAIR_MULTIPLIER) & MASK
        hashes.append((h >> (64 - pair_bits), (h >> 16) & EMPTY))
    pdisp, place = perfect_hash(hashes, pair_bits, pair_slots, name + " pairs")
    pairs = [MASK] * pair_slots
    for (key, rank), slot in zip(merges, place):
        pairs[slot] = rank << 36 | key

    size = 1 << (2 * len(long)).bit_length()
    table = [EMPTY] * size
    for token, rank in long:
        slot = long_hash(token) & (size - 1)
        while table[slot] != EMPTY:
            slot = (slot + 1) & (size - 1)
        table[slot] = rank
    byteids = [ranks[bytes([b])] for b in range(256)]

    fields = dict(magic=MAGIC, id_limit=limit, longest=max(map(len, ranks)), bits=bits, slots=slots,
                  pair_bits=pair_bits, pair_slots=pair_slots, long_mask=size - 1, arena_size=len(arena))
    out = bytearray(128)

    def section(field, data):
        out.extend(b"\0" * (-len(out) % 64))
        fields[field] = len(out)
        out.extend(data)

    section("keys", keys)
    section("disp", struct.pack(f"<{len(disp)}H", *disp))
    section("ids", struct.pack(f"<{len(ids)}I", *ids))
    section("pdisp", struct.pack(f"<{len(pdisp)}H", *pdisp))
    section("pairs", struct.pack(f"<{len(pairs)}Q", *pairs))
    section("bytepairs", struct.pack("<65536I", *bytepairs))
    section("byteids", struct.pack("<256I", *byteids))
    section("long", struct.pack(f"<{size}I", *table))
    section("arena", arena)
    out.extend(b"\0" * 64)
    struct.pack_into(f"<{len(HEADER)}I", out, 0, *[fields[f] for f in HEADER])
    print(f"{name}: {len(ranks)} tokens, {len(long)} long, {unreachable} never merged to, {len(out)} bytes")
    return bytes(out)


# Classes of a code point, one byte each in the second stage. The order is that of CharacterClass.swift.
CLASSES = [(r"[\p{Lu}\p{Lt}]", 1), (r"\p{Ll}", 2), (r"[\p{Lm}\p{Lo}]", 3), (r"\p{M}", 4), (r"\p{N}", 5),
           (r"[\s--[\r\n]]", 6), (r"[\r\n]", 7)]


def unicode_classes():
    import tiktoken
    single_bytes = {bytes([i]): i for i in range(256)}
    text = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    classes = bytearray(0x110000)
    for pattern, value in CLASSES:
        encoding = tiktoken.Encoding("class", pat_str=pattern, mergeable_ranks=single_bytes, special_tokens={})
        for character in bytes(encoding.encode_ordinary(text)).decode():
            if classes[ord(character)]:
                sys.exit(f"U+{ord(character):04X} is in two classes")
            classes[ord(character)] = value
    blocks, first = {}, bytearray()
    second = bytearray()
    for start in range(0, 0x110000, 128):
        block = bytes(classes[start:start + 128])
        if block not in blocks:
            blocks[block] = len(blocks)
            second += block
        first += struct.pack("<H", blocks[block])
    print(f"unicode classes: {len(blocks)} blocks, {len(first) + len(second)} bytes,"
          f" letters {sum(1 for c in classes if 1 <= c <= 3)}")
    return bytes(first + second)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", required=True)
    parser.add_argument("--out", default=os.path.join(os.path.dirname(__file__), "../Sources/CTokenData"))
    parser.add_argument("--unicode", action="store_true")
    options = parser.parse_args()
    for name in RANK_FILES:
        data = vocabulary(name, read_ranks(options.ranks, name))
        with open(os.path.join(options.out, name + ".bin"), "wb") as file:
            file.write(data)
    if options.unicode:
        with open(os.path.join(options.out, "unicode_classes.bin"), "wb") as file:
            file.write(unicode_classes())


main()
