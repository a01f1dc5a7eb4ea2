package models

// APIKey is an API key. Only the SHA-256 hash of the secret is stored, which is sufficient for a random secret.
type APIKey struct {
	ID         string
	Name       string
	SecretHash string
	ScopeNames Strings `gorm:"column:scopes"`
	CreatedAt  Time    `gorm:"autoCreateTime:false"`
	// The creator's kind, id and name. All are nil for an old key whose creator was not recorded; id and name are nil
	// for the command line.
	CreatorKind  *APIKeyCreatorKind
	CreatorID    *string
	CreatorName  *string
	LastUsedAt   *Time
	RevokedAt    *Time
	LastWriteLSN int64 // see Session
}

// IsNode marks APIKey as a Node.
func (*APIKey) IsNode() {}

// Scopes returns the scopes of the key.
func (k *APIKey) Scopes() []Scope {
	scopes := make([]Scope, len(k.ScopeNames))
	for i, name := range k.ScopeNames {
		scopes[i] = Scope(name)
	}
	return scopes
}

// CreatedBy returns the creator of the key, or nil if it was not recorded.
func (k *APIKey) CreatedBy() *APIKeyCreator {
	if k.CreatorKind == nil {
		return nil
	}
	return &APIKeyCreator{Kind: *k.CreatorKind, CreatorID: k.CreatorID, Name: k.CreatorName}
}

// TableName returns the name of the table. GORM would use a_p_i_keys.
func (APIKey) TableName() string { return "api_keys" }

// APIKeyCreator is the creator of an API key at the time of creation.
type APIKeyCreator struct {
	Kind      APIKeyCreatorKind
	CreatorID *string // nil for the command line
	Name      *string // nil for the command line
}

// APIKeyCreatorKind is a kind of creator of API keys.
type APIKeyCreatorKind string

// The kinds of creators of API keys.
const (
	CreatedByStaff       APIKeyCreatorKind = "STAFF"
	CreatedByAPIKey      APIKeyCreatorKind = "API_KEY"
	CreatedByCommandLine APIKeyCreatorKind = "COMMAND_LINE"
)
