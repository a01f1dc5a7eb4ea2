-- +goose Up
CREATE TABLE staff_members (
    id             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email          TEXT COLLATE "C" NOT NULL,
    email_key      TEXT COLLATE "C" NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    role           TEXT COLLATE "C" NOT NULL CHECK (role IN ('OWNER', 'MANAGER', 'SUPPORT', 'READ_ONLY')),
    password_hash  TEXT COLLATE "C",
    invite_hash    TEXT COLLATE "C",
    invite_ends_at TIMESTAMPTZ,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    version        BIGINT NOT NULL CHECK (version >= 1),
    CHECK ((invite_hash IS NULL) = (invite_ends_at IS NULL))
);

CREATE UNIQUE INDEX staff_members_email_key ON staff_members (email_key);
CREATE UNIQUE INDEX staff_members_invite_hash ON staff_members (invite_hash);

CREATE TABLE staff_sessions (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    member_id  TEXT COLLATE "C" NOT NULL REFERENCES staff_members (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX staff_sessions_member ON staff_sessions (member_id);
CREATE INDEX staff_sessions_expires ON staff_sessions (expires_at);

-- +goose Down
DROP TABLE staff_sessions;
DROP TABLE staff_members;
