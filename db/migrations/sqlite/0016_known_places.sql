-- The network addresses from which accounts were used, as keyed hashes: who comes from there is no stranger to the account.
-- Each has one owner and goes with it.
-- +goose Up
CREATE TABLE known_places (
    place       TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT REFERENCES customers (id) ON DELETE CASCADE,
    member_id   TEXT REFERENCES staff_members (id) ON DELETE CASCADE,
    order_id    TEXT REFERENCES orders (id) ON DELETE CASCADE,
    seen_at     TEXT NOT NULL,
    CHECK ((customer_id IS NOT NULL) + (member_id IS NOT NULL) + (order_id IS NOT NULL) = 1)
);
CREATE INDEX known_places_customer ON known_places (customer_id, seen_at) WHERE customer_id IS NOT NULL;
CREATE INDEX known_places_member ON known_places (member_id, seen_at) WHERE member_id IS NOT NULL;
CREATE INDEX known_places_order ON known_places (order_id, seen_at) WHERE order_id IS NOT NULL;
CREATE INDEX known_places_seen ON known_places (seen_at);

-- +goose Down
DROP TABLE known_places;
