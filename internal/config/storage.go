package config

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"clientele/internal/files"
)

// Storage returns the secret that signs tokens and, without a PostgreSQL database, the SQLite file in the data folder, which
// is made where it is missing. A secret that the settings do not give is made once and kept beside the database.
func (s *Settings) Storage() (secret []byte, file string, err error) {
	if s.DatabaseURL != "" {
		return []byte(s.TokenKey), "", nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, "", fmt.Errorf("make the data folder: %w", err)
	}
	file = filepath.Join(s.Data, "clientele.db")
	key := filepath.Join(s.Data, "token.key")
	files.Restrict(key) // also one that the settings replace
	if s.TokenKey != "" {
		return []byte(s.TokenKey), file, nil
	}
	secret, err = keep(key)
	return secret, file, err
}

// keep reads the secret of a file, and makes both where there is none. Of programs that start together one makes it.
func keep(file string) ([]byte, error) {
	fresh, err := os.CreateTemp(filepath.Dir(file), ".token-")
	if err != nil {
		return nil, fmt.Errorf("make a token key: %w", err)
	}
	defer func() { _ = os.Remove(fresh.Name()) }()
	_, err = fresh.WriteString(rand.Text() + rand.Text() + "\n")
	if err := errors.Join(err, fresh.Close()); err != nil {
		return nil, fmt.Errorf("make a token key: %w", err)
	}
	if err := os.Link(fresh.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) { // a link never overwrites
		return nil, fmt.Errorf("keep the token key: %w", err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the token key: %w", err)
	}
	secret := strings.TrimSpace(string(text))
	if len(secret) < 32 {
		return nil, fmt.Errorf("the token key in %s has less than 32 characters", file)
	}
	return []byte(secret), nil
}
