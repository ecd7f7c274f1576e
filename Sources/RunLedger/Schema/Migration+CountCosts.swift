extension Migration {
    /// What reports count by and what was saved, and the roll-ups that answer them.
    ///
    /// - `attempt` is made anew, since its checks are part of it: an outcome more, the task, the API key, the
    ///   baseline and what was saved against it (all five parts or none).
    /// - `cost_cell` is one combination of everything costs are counted by but the conversation; 0 is "none".
    /// - `cost_rollup` holds the sums of a cell in a period of UTC that begins at `start` (in microseconds): `width`
    ///   is 0 for minutes, 1 for hours, 2 for days, 3 for months.
    /// - `conversation_rollup` holds the sums of a conversation in an hour.
    /// - `unfolded` lists the settled attempts that the roll-ups do not hold yet. It stays short; reports add what it
    ///   lists to the roll-ups, so that they are exact at any moment.
    /// - `rollup_state` knows up to which fact the roll-ups go, and how far an attempt's id (which begins with a time)
    ///   may be from its `started_at`, in microseconds; null when an id is not of that form. By it a range of time is
    ///   a range of ids, which spares an index.
    static let countCosts = Migration(
        intent: "count costs",
        sql: """
            CREATE TABLE new_attempt (
            \(attemptColumns),
                task INTEGER REFERENCES name,
                api_key INTEGER REFERENCES name,
                has_baseline INTEGER NOT NULL DEFAULT 0 CHECK (has_baseline IN (0, 1)),
                baseline_model INTEGER REFERENCES name CHECK (baseline_model IS NULL OR has_baseline = 1),
                removed_tokens INTEGER NOT NULL DEFAULT 0 CHECK (removed_tokens >= 0),
                \(savedColumns.map { "\($0) INTEGER" }.joined(separator: ",\n    ")),
                CHECK (outcome IS NULL OR (usage_source IS NOT NULL AND cost_state IS NOT NULL AND latency IS NOT NULL)),
                CHECK (\(savedColumns.dropFirst().map { "(\($0) IS NULL) = (saved_cache IS NULL)" }
                    .joined(separator: " AND ")))
            ) STRICT, WITHOUT ROWID;
            INSERT INTO new_attempt (\(copiedColumns)) SELECT \(copiedColumns) FROM attempt;
            DROP TABLE attempt;
            ALTER TABLE new_attempt RENAME TO attempt;
            CREATE INDEX attempt_by_turn ON attempt (turn);

            CREATE TABLE cost_cell (
                cell INTEGER PRIMARY KEY,
                model INTEGER NOT NULL,
                slot INTEGER NOT NULL,
                purpose INTEGER NOT NULL,
                tool INTEGER NOT NULL,
                caller INTEGER NOT NULL,
                task INTEGER NOT NULL,
                tier INTEGER NOT NULL,
                api_key INTEGER NOT NULL,
                tags INTEGER NOT NULL,
                UNIQUE (model, slot, purpose, tool, caller, task, tier, api_key, tags)
            ) STRICT;

            CREATE TABLE cost_rollup (
                width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 3),
                start INTEGER NOT NULL,
                cell INTEGER NOT NULL REFERENCES cost_cell,
                \(rollupColumns),
                PRIMARY KEY (width, start, cell)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE conversation_rollup (
                start INTEGER NOT NULL,
                conversation INTEGER NOT NULL REFERENCES conversation,
                \(rollupColumns),
                PRIMARY KEY (start, conversation)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE unfolded (
                settled_seq INTEGER NOT NULL,
                attempt ANY NOT NULL,
                PRIMARY KEY (settled_seq, attempt)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO unfolded SELECT settled_seq, id FROM attempt WHERE settled_seq IS NOT NULL;

            CREATE TABLE rollup_state (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                folded_seq INTEGER NOT NULL,
                id_distance INTEGER
            ) STRICT;
            INSERT INTO rollup_state VALUES (1, 0, (\(AttemptIDTime.largestDistance)));
            """)

    private static let savedColumns = [
        "saved_cache", "saved_routing", "saved_compression", "saved_prompt_cache", "saved_batch",
    ]

    private static let rollupColumns = [
        "entries", "succeeded", "cancelled", "lost", "cached", "retries", "cost", "unpriced", "estimated", "input",
        "cache_read", "cache_write_5m", "cache_write_1h", "cache_write_12h", "output", "reasoning", "audio_input",
        "audio_cache_read", "audio_output", "image_input", "image_output", "saved_cache", "saved_routing",
        "saved_compression", "saved_prompt_cache", "saved_batch", "with_baseline", "cost_with_baseline", "latency",
        "first_token", "first_tokens",
    ].map { "\($0) INTEGER NOT NULL" }.joined(separator: ",\n    ")

    private static let copiedColumns = """
        id, seq, call, turn, owner, iteration, number, slot, purpose, tool, caller, model, tier, decision, started_at,
        prompt_tokens, max_output_tokens, worst_case, price_version, outcome, settled_seq, settled_at, served_model,
        response_id, finish_reason, input, cache_read, cache_write_5m, cache_write_1h, cache_write_12h, output,
        reasoning, audio_input, audio_cache_read, audio_output, image_input, image_output, other_usage, usage_source,
        cost, cost_state, latency, first_token, error_code, error_message
        """

    private static let attemptColumns = """
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
            outcome INTEGER CHECK (outcome BETWEEN 0 AND 4),
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
            error_message TEXT
        """
}
