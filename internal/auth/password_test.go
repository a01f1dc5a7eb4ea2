package auth_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
)

var cheap = auth.Cost{Memory: 64, Passes: 1, Threads: 1}

func TestHasher(t *testing.T) {
	ctx := context.Background()
	h := auth.NewHasher(cheap, 2)
	stored, err := h.Hash(ctx, auth.Caller{}, "Zoë’s password")
	if err != nil || !regexp.MustCompile(`^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(stored) {
		t.Fatal(stored, err)
	}
	if again, _ := h.Hash(ctx, auth.Caller{}, "Zoë’s password"); again == stored {
		t.Error("two hashes of a password are equal: the salt is missing")
	}
	check := func(stored *string, password string) (bool, string) {
		t.Helper()
		slot, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		defer slot.Release()
		ok, fresh, err := slot.Check(ctx, stored, password)
		if err != nil {
			t.Fatal(err)
		}
		return ok, fresh
	}
	if ok, fresh := check(&stored, "Zoe\u0308’s password"); !ok || fresh != "" {
		t.Error("the decomposed form of the password is rejected")
	}
	if ok, _ := check(&stored, "Zoe’s password"); ok {
		t.Error("another password is accepted")
	}
	if ok, _ := check(nil, ""); ok {
		t.Error("a password is accepted without a stored hash")
	}
	older, err := auth.NewHasher(auth.Cost{Memory: 128, Passes: 2, Threads: 1}, 1).Hash(ctx, auth.Caller{}, "password")
	if err != nil {
		t.Fatal(err)
	}
	if ok, fresh := check(&older, "password"); !ok || fresh == "" {
		t.Error("no new hash is returned for a hash with another cost")
	}
	for _, malformed := range []string{
		"", "x", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA",
		"$argon2d$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
		"$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$!!",
	} {
		slot, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := slot.Check(ctx, &malformed, "x"); err == nil {
			t.Errorf("%q is accepted", malformed)
		}
		slot.Release()
	}
}

func TestDefaultCost(t *testing.T) {
	stored, err := auth.NewHasher(auth.DefaultCost, 1).Hash(context.Background(), auth.Caller{}, "password")
	if err != nil || !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$`).MatchString(stored) {
		t.Error(stored, err)
	}
}

// TestFullQueue checks that requests are rejected immediately if the queue is full.
func TestFullQueue(t *testing.T) {
	h := auth.NewHasher(auth.Cost{Memory: 1024, Passes: 1, Threads: 1}, 1)
	var done, later atomic.Int64
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			switch _, err := h.Hash(context.Background(), auth.Caller{}, "password"); {
			case err == nil:
				done.Add(1)
			case apperr.Is(err, apperr.RateLimited):
				later.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() < 40 || done.Load()+later.Load() != 200 {
		t.Errorf("%d hashed, %d rejected", done.Load(), later.Load())
	}
	if l := h.Load(); l != (auth.Load{Slots: 1, Refused: later.Load(), Hashed: done.Load()}) {
		t.Errorf("load %+v, with %d rejected", l, later.Load())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Hash(ctx, auth.Caller{}, "password"); err != nil && !apperr.Is(err, apperr.RateLimited) && ctx.Err() == nil {
		t.Error(err)
	}
}

// TestSpacesInPasswords checks that all Unicode spaces are equivalent, and that hashes created before spaces were
// normalized are accepted and replaced.
func TestSpacesInPasswords(t *testing.T) {
	ctx := context.Background()
	h := auth.NewHasher(cheap, 2)
	check := func(t *testing.T, stored *string, password string) (bool, string) {
		t.Helper()
		slot, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		defer slot.Release()
		ok, fresh, err := slot.Check(ctx, stored, password)
		if err != nil {
			t.Fatal(err)
		}
		return ok, fresh
	}
	stored, err := h.Hash(ctx, auth.Caller{}, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for name, typed := range map[string]string{
		"no-break": "correct\u00a0horse\u00a0battery", "ideographic": "correct\u3000horse battery",
		"narrow no-break": "correct\u202fhorse battery", "en quad": "correct\u2000horse battery",
		"ogham": "correct\u1680horse battery",
	} {
		t.Run(name, func(t *testing.T) {
			if ok, fresh := check(t, &stored, typed); !ok || fresh != "" {
				t.Errorf("chosen with U+0020, entered with another space: got %v, %q", ok, fresh)
			}
			set, err := h.Hash(ctx, auth.Caller{}, typed)
			if err != nil {
				t.Fatal(err)
			}
			if ok, fresh := check(t, &set, "correct horse battery"); !ok || fresh != "" {
				t.Errorf("chosen with another space, entered with U+0020: got %v, %q", ok, fresh)
			}
			before := legacyHash(typed)
			ok, fresh := check(t, &before, typed)
			if !ok || fresh == "" {
				t.Fatalf("legacy hash: got %v, %q, want true and a new hash", ok, fresh)
			}
			if ok, again := check(t, &fresh, "correct horse battery"); !ok || again != "" {
				t.Errorf("new hash of a legacy hash: got %v, %q", ok, again)
			}
			if ok, _ := check(t, nil, typed); ok {
				t.Error("a password is accepted without a stored hash")
			}
		})
	}
	for name, other := range map[string]string{
		"no space": "correcthorsebattery", "tab": "correct\thorse battery", "two spaces": "correct  horse battery",
		"zero-width space": "correct\u200bhorse battery",
	} {
		if ok, _ := check(t, &stored, other); ok {
			t.Errorf("%s is equivalent to a space", name)
		}
	}
}

// legacyHash hashes a password without normalizing its spaces, as earlier versions did.
func legacyHash(password string) string {
	salt := []byte("0123456789abcdef")
	sum := argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, cheap.Passes, cheap.Memory, cheap.Threads, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", cheap.Memory, cheap.Passes, cheap.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}
