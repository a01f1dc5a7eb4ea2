package auth_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/passwordhash"
)

// imported stores a hash of another system.
func imported(t *testing.T, h *auth.Hasher, text string) *string {
	t.Helper()
	hash, err := passwordhash.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	slot := reserve(t, h)
	defer slot.Release()
	stored, err := slot.Protect(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	return &stored
}

func reserve(t *testing.T, h *auth.Hasher) *auth.HashSlot {
	t.Helper()
	slot, err := h.Reserve(auth.Caller{})
	if err != nil {
		t.Fatal(err)
	}
	return slot
}

// check checks a password, and returns also the number of Argon2id hashes that this took.
func check(t *testing.T, h *auth.Hasher, stored *string, password string) (ok bool, fresh string, hashed int64) {
	t.Helper()
	slot := reserve(t, h)
	defer slot.Release()
	before := h.Load().Hashed
	ok, fresh, err := slot.Check(t.Context(), stored, password)
	if err != nil {
		t.Fatal(err)
	}
	return ok, fresh, h.Load().Hashed - before
}

// The hash of a system at a low cost, and of the password "correct horse".
const (
	bcrypt5   = "$2y$05$J73LXNrH2mxlMqCvSK3p4eqegn4jdIWOz.GB3KHI5O.jtuT5fk28W"
	argon2id8 = "$argon2id$v=19$m=8192,t=2,p=1$dDlEd2NDYS9BTFp5U1ZDaA$0V6YFYr8rrDGRmVJwomubjJpeLrhF8d8KpT7eeJ+X84"
	argon2i8  = "$argon2i$v=19$m=8192,t=2,p=1$UjNHcDZLV1ZMZEJLZzFCYQ$Vo3VNvIJwmVCZXPl8WfUI3I81feZAx6OxlrxHojrzh0"
	md5crypt  = "$1$saltsalt$NuzA7WTAelpl95xgBGWN60"
	sha512    = "$6$saltsaltsaltsalt$GkzgkzVbauGAKXpOTbypQEKy/9yJWVjcvXvDw7CxoJjnJ1.w.g1rV8bhCVTpHrRrO/h6b3DAwPN3y5qmHXZ1R1"
	md5       = "0e47d15e5cb1b0d9a1b1b6b7c1b0d9a1" // of no known password
)

// TestImportedHashes checks the result and the work of checks. The work must not be less than without a hash, whatever
// the other system's cost, so that its time does not tell.
func TestImportedHashes(t *testing.T) {
	for _, cost := range []auth.Cost{cheap, {Memory: 16 * 1024, Passes: 2, Threads: 1}} {
		h := auth.NewHasher(cost, 2)
		_, _, least := check(t, h, nil, "wrong horse")
		for _, c := range []struct {
			name, hash string
			wrapped    bool
		}{
			{"bcrypt", bcrypt5, false},
			{"Argon2id at another cost", argon2id8, false},
			{"Argon2i", argon2i8, false},
			{"sha-crypt", sha512, false},
			{"md5-crypt", md5crypt, true},
			{"MD5", md5, true},
		} {
			t.Run(c.name, func(t *testing.T) {
				stored := imported(t, h, c.hash)
				if wrapped := *stored != c.hash; wrapped != c.wrapped || wrapped && strings.Contains(*stored, c.hash[len(c.hash)-8:]) {
					t.Errorf("stored as %s", *stored)
				}
				least := least
				if c.hash == argon2id8 && cost != cheap { // its own hash takes less, so it does not count
					least++
				}
				if ok, fresh, hashed := check(t, h, stored, "wrong horse"); ok || fresh != "" || hashed < least {
					t.Errorf("a wrong password: %v, %q, after %d hashes, want at least %d", ok, fresh, hashed, least)
				}
				if c.hash == md5 {
					return
				}
				ok, fresh, hashed := check(t, h, stored, "correct horse")
				if !ok || !strings.HasPrefix(fresh, "$argon2id$") || hashed < least {
					t.Fatalf("the password: %v, %q, after %d hashes", ok, fresh, hashed)
				}
				if ok, again, hashed := check(t, h, &fresh, "correct horse"); !ok || again != "" || hashed != 1 {
					t.Errorf("the new hash: %v, %q, after %d hashes", ok, again, hashed)
				}
			})
		}
	}
}

// TestImportedPasswordsAreNotNormalized checks that a password matches as it is typed, in NFC and with other spaces,
// since it is not known what the other system did. Afterwards it does not matter how it is typed.
func TestImportedPasswordsAreNotNormalized(t *testing.T) {
	h := auth.NewHasher(cheap, 2)
	const composed, decomposed = "Zo\u00eb\u00a0spaced", "Zoe\u0308\u00a0spaced"
	for name, hashed := range map[string]string{
		"as typed": decomposed, "NFC": composed, "plain spaces": "Zo\u00eb spaced",
	} {
		t.Run(name, func(t *testing.T) {
			stored := imported(t, h, sha256Of(hashed))
			ok, fresh, _ := check(t, h, stored, decomposed)
			if !ok {
				t.Fatal("the password is rejected")
			}
			for _, typed := range []string{composed, decomposed, "Zo\u00eb spaced"} {
				if ok, again, _ := check(t, h, &fresh, typed); !ok || again != "" {
					t.Errorf("afterwards %+q: %v, %q", typed, ok, again)
				}
			}
			if ok, _, _ := check(t, h, stored, "Zoe spaced"); ok {
				t.Error("another password is accepted")
			}
		})
	}
}

// TestLongImportedPasswords checks that bcrypt ignores what follows the first 72 bytes, as elsewhere, but that
// passwords which are too long for this shop are rejected: of those, this shop would hash only the beginning.
func TestLongImportedPasswords(t *testing.T) {
	h := auth.NewHasher(cheap, 2)
	const first = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	stored := imported(t, h, "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui")
	for n, want := range map[int]bool{0: true, 1: true, 128 - len(first): true, 129 - len(first): false, 5000: false} {
		ok, fresh, _ := check(t, h, stored, first+strings.Repeat("x", n))
		if ok != want {
			t.Errorf("with %d more characters: %v", n, ok)
		}
		if !ok {
			continue
		}
		if ok, _, _ := check(t, h, &fresh, first+strings.Repeat("y", n)); ok != (n == 0) {
			t.Errorf("the new hash, with %d more other characters: %v", n, ok)
		}
	}
}

// TestFailedChecksTakeTheSameTime checks that after a failed check of an imported hash that takes long, a check without
// a hash takes as long. It measures lower bounds only.
func TestFailedChecksTakeTheSameTime(t *testing.T) {
	h := auth.NewHasher(cheap, 2)
	bcrypt := imported(t, h, strings.Replace(bcrypt5, "$05$", "$09$", 1)) // of another password
	const slow = 5 * time.Millisecond                                     // much less than bcrypt takes, and more than this shop's hash
	took := func(stored *string) time.Duration {
		began := time.Now()
		if ok, _, _ := check(t, h, stored, "wrong horse"); ok {
			t.Error("a wrong password is accepted")
		}
		return time.Since(began)
	}
	if d := took(bcrypt); d < slow {
		t.Fatalf("bcrypt takes only %v", d)
	}
	own, err := h.Hash(t.Context(), auth.Caller{}, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for name, stored := range map[string]*string{"no hash": nil, "own hash": &own, "MD5": imported(t, h, md5)} {
		if d := took(stored); d < slow {
			t.Errorf("%s: a wrong password takes %v", name, d)
		}
	}
	began := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	slot := reserve(t, h)
	defer slot.Release()
	if ok, _, err := slot.Check(ctx, nil, "wrong horse"); ok || err != nil {
		t.Errorf("a request that ended: %v, %v after %v", ok, err, time.Since(began))
	}
}

// TestWaitsNeedNoReservation checks that a failed check that waits does not take a place in the queue.
func TestWaitsNeedNoReservation(t *testing.T) {
	h := auth.NewHasher(cheap, 1)
	slow := imported(t, h, strings.Replace(bcrypt5, "$05$", "$12$", 1))
	_, _, _ = check(t, h, slow, "wrong horse")
	slot := reserve(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	before, done := h.Load().Hashed, make(chan struct{})
	go func() {
		defer close(done)
		_, _, _ = slot.Check(ctx, nil, "wrong horse")
	}()
	free := false
	for ended := false; !free && !ended; {
		select {
		case <-done:
			ended = true
		default:
			l := h.Load()
			free = l.Hashed > before && l.Running+l.Waiting == 0
		}
	}
	if !free {
		t.Error("the reservation is kept until the end of the wait")
	}
}

func sha256Of(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}
