package models

// APIKey is an API key. The secret itself is not stored, only its SHA-256: a key is random, so there is nothing to
// guess.
type APIKey struct {
	ID         string
	Name       string
	SecretHash string
	ScopeNames Strings `gorm:"column:scopes"`
	CreatedAt  Time    `gorm:"autoCreateTime:false"`
	// The creator's kind, id and name. All are nil for a key from before they were recorded; id and name for the
	// command line.
	CreatorKind  *APIKeyCreatorKind
	CreatorID    *string
	CreatorName  *string
	LastUsedAt   *Time
	RevokedAt    *Time
	LastWriteLSN int64 // see Session
}

// Scopes returns what the key may do.
func (k *APIKey) Scopes() []Scope {
	scopes := make([]Scope, len(k.ScopeNames))
	for i, name := range k.ScopeNames {
		scopes[i] = Scope(name)
	}
	return scopes
}

// CreatedBy returns who created the key; nil where that was not recorded.
func (k *APIKey) CreatedBy() *APIKeyCreator {
	if k.CreatorKind == nil {
		return nil
	}
	return &APIKeyCreator{Kind: *k.CreatorKind, ID: k.CreatorID, Name: k.CreatorName}
}

// TableName is the key's table; GORM would write api_keys as a_p_i_keys.
func (APIKey) TableName() string { return "api_keys" }

// APIKeyCreator is who created an API key, as it was at that time.
type APIKeyCreator struct {
	Kind APIKeyCreatorKind
	ID   *string // nil for the command line
	Name *string // nil for the command line
}

// APIKeyCreatorKind is a kind of creator of API keys.
type APIKeyCreatorKind string

// The kinds of creators of API keys.
const (
	CreatedByStaff       APIKeyCreatorKind = "STAFF"
	CreatedByAPIKey      APIKeyCreatorKind = "API_KEY"
	CreatedByCommandLine APIKeyCreatorKind = "COMMAND_LINE"
)
