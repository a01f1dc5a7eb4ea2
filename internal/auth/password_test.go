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
		t.Error("there is no salt")
	}
	check := func(stored *string, password string) (bool, string) {
		t.Helper()
		turn, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		defer turn.Leave()
		ok, fresh, err := turn.Check(ctx, stored, password)
		if err != nil {
			t.Fatal(err)
		}
		return ok, fresh
	}
	if ok, fresh := check(&stored, "Zoe\u0308’s password"); !ok || fresh != "" {
		t.Error("the same password, decomposed, is another")
	}
	if ok, _ := check(&stored, "Zoe’s password"); ok {
		t.Error("another password is the same")
	}
	if ok, _ := check(nil, ""); ok {
		t.Error("without a stored one there is a right one")
	}
	older, err := auth.NewHasher(auth.Cost{Memory: 128, Passes: 2, Threads: 1}, 1).Hash(ctx, auth.Caller{}, "password")
	if err != nil {
		t.Fatal(err)
	}
	if ok, fresh := check(&older, "password"); !ok || fresh == "" {
		t.Error("a hash of another cost is not renewed")
	}
	for _, damaged := range []string{"", "x", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$!!"} {
		turn, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := turn.Check(ctx, &damaged, "x"); err == nil {
			t.Errorf("%q was taken", damaged)
		}
		turn.Leave()
	}
}

func TestDefaultCostIsOWASPs(t *testing.T) {
	stored, err := auth.NewHasher(auth.DefaultCost, 1).Hash(context.Background(), auth.Caller{}, "password")
	if err != nil || !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$`).MatchString(stored) {
		t.Error(stored, err)
	}
}

// TestAFloodIsTurnedAway: what does not fit into the queue is told to come later, at once.
func TestAFloodIsTurnedAway(t *testing.T) {
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
		t.Errorf("%d done, %d later", done.Load(), later.Load())
	}
	if l := h.Load(); l != (auth.Load{Slots: 1, Refused: later.Load(), Hashed: done.Load()}) {
		t.Errorf("%+v, and %d were sent away", l, later.Load())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Hash(ctx, auth.Caller{}, "password"); err != nil && !apperr.Is(err, apperr.RateLimited) && ctx.Err() == nil {
		t.Error(err)
	}
}

// TestSpacesInPasswords: any Unicode space is a space, and a password that was hashed with the spaces as typed still works and
// is hashed anew.
func TestSpacesInPasswords(t *testing.T) {
	ctx := context.Background()
	h := auth.NewHasher(cheap, 2)
	check := func(t *testing.T, stored *string, password string) (bool, string) {
		t.Helper()
		turn, err := h.Reserve(auth.Caller{})
		if err != nil {
			t.Fatal(err)
		}
		defer turn.Leave()
		ok, fresh, err := turn.Check(ctx, stored, password)
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
		"no-break": "correct\u00a0horse\u00a0battery", "ideographic": "correct\u3000horse battery", "narrow no-break": "correct\u202fhorse battery",
		"en quad": "correct\u2000horse battery", "ogham": "correct\u1680horse battery",
	} {
		t.Run(name, func(t *testing.T) {
			if ok, fresh := check(t, &stored, typed); !ok || fresh != "" {
				t.Errorf("set with U+0020 and typed otherwise: %v %q", ok, fresh)
			}
			set, err := h.Hash(ctx, auth.Caller{}, typed)
			if err != nil {
				t.Fatal(err)
			}
			if ok, fresh := check(t, &set, "correct horse battery"); !ok || fresh != "" {
				t.Errorf("set otherwise and typed with U+0020: %v %q", ok, fresh)
			}
			before := asBefore(typed)
			ok, fresh := check(t, &before, typed)
			if !ok || fresh == "" {
				t.Fatalf("a hash of the text as typed: %v %q", ok, fresh)
			}
			if ok, again := check(t, &fresh, "correct horse battery"); !ok || again != "" {
				t.Errorf("its new hash: %v %q", ok, again)
			}
			if ok, _ := check(t, nil, typed); ok {
				t.Error("without a stored one there is a right one")
			}
		})
	}
	for name, other := range map[string]string{"none": "correcthorsebattery", "a tab": "correct\thorse battery", "two": "correct  horse battery", "of no width": "correct\u200bhorse battery"} {
		if ok, _ := check(t, &stored, other); ok {
			t.Errorf("%s is a space", name)
		}
	}
}

// asBefore hashes a password as versions did that kept its spaces.
func asBefore(password string) string {
	salt := []byte("0123456789abcdef")
	sum := argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, cheap.Passes, cheap.Memory, cheap.Threads, 32)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", cheap.Memory, cheap.Passes, cheap.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}
