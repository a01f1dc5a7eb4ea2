-- The network addresses from which accounts were used, as keyed hashes: who comes from there is no stranger to the account.
-- Each has one owner and goes with it.
-- +goose Up
CREATE TABLE known_places (
    place       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id TEXT COLLATE "C" REFERENCES customers (id) ON DELETE CASCADE,
    member_id   TEXT COLLATE "C" REFERENCES staff_members (id) ON DELETE CASCADE,
    order_id    TEXT COLLATE "C" REFERENCES orders (id) ON DELETE CASCADE,
    seen_at     TIMESTAMPTZ NOT NULL,
    CHECK (num_nonnulls(customer_id, member_id, order_id) = 1)
);
CREATE INDEX known_places_customer ON known_places (customer_id, seen_at) WHERE customer_id IS NOT NULL;
CREATE INDEX known_places_member ON known_places (member_id, seen_at) WHERE member_id IS NOT NULL;
CREATE INDEX known_places_order ON known_places (order_id, seen_at) WHERE order_id IS NOT NULL;
CREATE INDEX known_places_seen ON known_places (seen_at);

-- +goose Down
DROP TABLE known_places;
