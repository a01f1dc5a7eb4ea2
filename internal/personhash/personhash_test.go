package personhash_test

import (
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/personhash"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestRead checks that a shop has a key of its own, and that without one there are no hashes.
func TestRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key, err := personhash.Read(d.Primary(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		if len(key.Secret()) != 64 {
			t.Errorf("the key has %d characters", len(key.Secret()))
		}
		if key.Email("a@example.org") != personhash.NewKey(key.Secret()).Email("a@example.org") {
			t.Error("the hash depends on more than the key")
		}
		write, err := d.Pools()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"write", "all"} {
			if write[name] != nil {
				if _, err := write[name].Exec("UPDATE shop_settings SET person_key = ''"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := personhash.Read(d.Primary(t.Context())); err == nil {
			t.Error("a shop without a key has hashes")
		}
	})
}

// TestHashes checks that hashes differ by key, by what they are made of and by value.
func TestHashes(t *testing.T) {
	key, other := personhash.NewKey("a"), personhash.NewKey("b")
	// Computed with `printf 'email\0x' | openssl dgst -sha256 -hmac a`.
	const want = "bb8ecd688431a407ea03734bff9e67d9f90b80a9a7e696a44662e468a9d1877e"
	if got := key.Email("x"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	seen := map[string]string{}
	for name, hash := range map[string]string{
		"email": key.Email("x"), "id": key.Customer("x"), "another email": key.Email("y"), "another key": other.Email("x"),
	} {
		if before, ok := seen[hash]; ok {
			t.Errorf("%s and %s have the same hash", name, before)
		}
		seen[hash] = name
	}
}
