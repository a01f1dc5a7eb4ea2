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

// Storage returns the secret that signs tokens and, unless PostgreSQL is used, the path of the SQLite file. It creates
// the data folder if it does not exist. If no secret is configured, one is generated once and kept in the data folder.
func (s *Settings) Storage() (secret []byte, file string, err error) {
	if s.DatabaseURL != "" {
		return []byte(s.TokenKey), "", nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, "", fmt.Errorf("create the data folder: %w", err)
	}
	file = filepath.Join(s.Data, "clientele.db")
	key := filepath.Join(s.Data, "token.key")
	files.Restrict(key) // even if the settings replace it
	if s.TokenKey != "" {
		return []byte(s.TokenKey), file, nil
	}
	secret, err = readOrCreateKey(key)
	return secret, file, err
}

// readOrCreateKey returns the secret in a file, which it creates if it does not exist. If several programs start at the
// same time, one of them creates it.
func readOrCreateKey(file string) ([]byte, error) {
	temp, err := os.CreateTemp(filepath.Dir(file), ".token-")
	if err != nil {
		return nil, fmt.Errorf("create the token key: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(rand.Text() + rand.Text() + "\n")
	if err := errors.Join(err, temp.Close()); err != nil {
		return nil, fmt.Errorf("create the token key: %w", err)
	}
	if err := os.Link(temp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) { // never overwrites
		return nil, fmt.Errorf("store the token key: %w", err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the token key: %w", err)
	}
	secret := strings.TrimSpace(string(text))
	if len(secret) < 32 {
		return nil, fmt.Errorf("the token key in %s must have at least 32 characters", file)
	}
	return []byte(secret), nil
}
