extension Migration {
    /// Conversations, turns, messages, decisions and attempts, and the totals derived from them.
    ///
    /// - Ids (26 characters) are kept as 16-byte blobs, other texts in their place as they are.
    /// - Times are microseconds since 1970, money is pico-dollars, words that repeat are keys into `name`.
    /// - `seq` orders all facts of the file as they were committed.
    /// - `turn.is_open` is 1 while the turn runs or an attempt of it is in flight: what `recover` looks at. It leads
    ///   the index by conversation, which spares an index of its own.
    /// - `attempt` is clustered by its id: one b-tree less to write in every commit.
    static let createBooks = Migration(
        intent: "create the books",
        sql: """
            CREATE TABLE sequence (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                next INTEGER NOT NULL
            ) STRICT;
            INSERT INTO sequence VALUES (1, 1);

            CREATE TABLE name (
                name INTEGER PRIMARY KEY,
                text TEXT NOT NULL UNIQUE
            ) STRICT;

            CREATE TABLE owner (
                owner INTEGER PRIMARY KEY,
                pid INTEGER NOT NULL,
                process_started INTEGER NOT NULL,
                boot TEXT NOT NULL,
                token INTEGER NOT NULL,
                registered_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE conversation (
                conversation INTEGER PRIMARY KEY,
                id ANY NOT NULL UNIQUE CHECK (typeof(id) IN ('blob', 'text')),
                seq INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                first_title TEXT,
                workspace TEXT,
                tags TEXT NOT NULL,
                title TEXT,
                titled_seq INTEGER,
                is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1))
            ) STRICT;

            CREATE TABLE turn (
                turn INTEGER PRIMARY KEY,
                id ANY NOT NULL UNIQUE CHECK (typeof(id) IN ('blob', 'text')),
                conversation INTEGER NOT NULL REFERENCES conversation,
                seq INTEGER NOT NULL,
                parent INTEGER REFERENCES turn,
                depth INTEGER NOT NULL CHECK (depth >= 0),
                owner INTEGER NOT NULL REFERENCES owner,
                started_at INTEGER NOT NULL,
                is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
                outcome INTEGER CHECK (outcome BETWEEN 0 AND 4),
                ended_seq INTEGER CHECK ((ended_seq IS NULL) = (outcome IS NULL)),
                ended_at INTEGER CHECK ((ended_at IS NULL) = (outcome IS NULL)),
                iterations INTEGER CHECK (iterations >= 0 AND (iterations IS NULL) = (outcome IS NULL)),
                end_message TEXT,
                undone_seq INTEGER,
                CHECK (is_open = 1 OR outcome IS NOT NULL)
            ) STRICT;
            CREATE INDEX turn_by_conversation ON turn (is_open, conversation);

            CREATE TABLE message (
                seq INTEGER PRIMARY KEY,
                id ANY NOT NULL CHECK (typeof(id) IN ('blob', 'text')),
                turn INTEGER NOT NULL REFERENCES turn,
                iteration INTEGER NOT NULL CHECK (iteration >= 0),
                origin INTEGER NOT NULL CHECK (origin BETWEEN 0 AND 6),
                role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 3),
                cache_breakpoint INTEGER NOT NULL CHECK (cache_breakpoint IN (0, 1)),
                added_at INTEGER NOT NULL,
                body TEXT NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX message_by_turn ON message (turn, id);

            CREATE TABLE decision (
                id ANY NOT NULL PRIMARY KEY CHECK (typeof(id) IN ('blob', 'text')),
                seq INTEGER NOT NULL,
                turn INTEGER NOT NULL REFERENCES turn,
                decided_at INTEGER NOT NULL,
                chosen INTEGER NOT NULL REFERENCES name,
                tier INTEGER REFERENCES name,
                summary TEXT NOT NULL,
                detail TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX decision_by_turn ON decision (turn);

            CREATE TABLE attempt (
                id ANY NOT NULL PRIMARY KEY CHECK (typeof(id) IN ('blob', 'text')),
                seq INTEGER NOT NULL,
                call ANY NOT NULL,
                turn INTEGER NOT NULL REFERENCES turn,
                owner INTEGER NOT NULL REFERENCES owner,
                iteration INTEGER NOT NULL CHECK (iteration >= 0),
                number INTEGER NOT NULL CHECK (number >= 0),
                slot INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 3),
                purpose INTEGER NOT NULL REFERENCES name,
                tool INTEGER REFERENCES name,
                caller INTEGER REFERENCES name,
                model INTEGER NOT NULL REFERENCES name,
                tier INTEGER REFERENCES name,
                decision ANY,
                started_at INTEGER NOT NULL,
                prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
                max_output_tokens INTEGER CHECK (max_output_tokens >= 0),
                worst_case INTEGER CHECK (worst_case >= 0),
                price_version INTEGER REFERENCES name,
                outcome INTEGER CHECK (outcome BETWEEN 0 AND 3),
                settled_seq INTEGER CHECK ((settled_seq IS NULL) = (outcome IS NULL)),
                settled_at INTEGER CHECK ((settled_at IS NULL) = (outcome IS NULL)),
                served_model INTEGER REFERENCES name,
                response_id TEXT,
                finish_reason INTEGER REFERENCES name,
                input INTEGER NOT NULL DEFAULT 0 CHECK (input >= 0),
                cache_read INTEGER NOT NULL DEFAULT 0 CHECK (cache_read >= 0),
                cache_write_5m INTEGER NOT NULL DEFAULT 0 CHECK (cache_write_5m >= 0),
                cache_write_1h INTEGER NOT NULL DEFAULT 0 CHECK (cache_write_1h >= 0),
                cache_write_12h INTEGER NOT NULL DEFAULT 0 CHECK (cache_write_12h >= 0),
                output INTEGER NOT NULL DEFAULT 0 CHECK (output >= 0),
                reasoning INTEGER NOT NULL DEFAULT 0 CHECK (reasoning >= 0),
                audio_input INTEGER NOT NULL DEFAULT 0 CHECK (audio_input >= 0),
                audio_cache_read INTEGER NOT NULL DEFAULT 0 CHECK (audio_cache_read >= 0),
                audio_output INTEGER NOT NULL DEFAULT 0 CHECK (audio_output >= 0),
                image_input INTEGER NOT NULL DEFAULT 0 CHECK (image_input >= 0),
                image_output INTEGER NOT NULL DEFAULT 0 CHECK (image_output >= 0),
                other_usage TEXT,
                usage_source INTEGER CHECK (usage_source BETWEEN 0 AND 2),
                cost INTEGER CHECK (cost >= 0),
                cost_state INTEGER CHECK (cost_state BETWEEN 0 AND 4),
                latency INTEGER,
                first_token INTEGER,
                error_code INTEGER REFERENCES name,
                error_message TEXT,
                CHECK (outcome IS NULL OR (usage_source IS NOT NULL AND cost_state IS NOT NULL AND latency IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX attempt_by_turn ON attempt (turn);

            CREATE TABLE conversation_total (
                conversation INTEGER PRIMARY KEY REFERENCES conversation,
                updated_at INTEGER NOT NULL,
                settled INTEGER NOT NULL DEFAULT 0,
                unpriced INTEGER NOT NULL DEFAULT 0,
                estimated INTEGER NOT NULL DEFAULT 0,
                cost INTEGER NOT NULL DEFAULT 0,
                input INTEGER NOT NULL DEFAULT 0,
                cache_read INTEGER NOT NULL DEFAULT 0,
                cache_write_5m INTEGER NOT NULL DEFAULT 0,
                cache_write_1h INTEGER NOT NULL DEFAULT 0,
                cache_write_12h INTEGER NOT NULL DEFAULT 0,
                output INTEGER NOT NULL DEFAULT 0,
                reasoning INTEGER NOT NULL DEFAULT 0,
                audio_input INTEGER NOT NULL DEFAULT 0,
                audio_cache_read INTEGER NOT NULL DEFAULT 0,
                audio_output INTEGER NOT NULL DEFAULT 0,
                image_input INTEGER NOT NULL DEFAULT 0,
                image_output INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            -- Usage that is not counted in tokens, by conversation: images, searches at the provider, …
            CREATE TABLE conversation_other_usage (
                conversation INTEGER NOT NULL REFERENCES conversation,
                kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
                name INTEGER NOT NULL REFERENCES name,
                amount INTEGER NOT NULL CHECK (amount >= 0),
                PRIMARY KEY (conversation, kind, name)
            ) STRICT, WITHOUT ROWID;
            """)
}
