package models

// StaffRole is what a member of the shop's staff is there for.
type StaffRole string

// The roles.
const (
	RoleOwner    StaffRole = "OWNER"
	RoleManager  StaffRole = "MANAGER"
	RoleSupport  StaffRole = "SUPPORT"
	RoleReadOnly StaffRole = "READ_ONLY"
)

// roles is what each role may do.
var roles = map[StaffRole][]Scope{
	RoleOwner:    {CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite, StaffWrite},
	RoleManager:  {CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite},
	RoleSupport:  {CustomersRead, CustomersWrite, OrdersRead, OrdersWrite},
	RoleReadOnly: {CustomersRead, OrdersRead},
}

// Scopes returns what the role may do.
func (r StaffRole) Scopes() []Scope { return roles[r] }

// StaffRoleScopes is what the members of a role may do.
type StaffRoleScopes struct {
	Role   StaffRole
	Scopes []Scope
}

// StaffRoles returns what each role may do, from the one that may do most.
func StaffRoles() []*StaffRoleScopes {
	all := []*StaffRoleScopes{}
	for _, r := range []StaffRole{RoleOwner, RoleManager, RoleSupport, RoleReadOnly} {
		all = append(all, &StaffRoleScopes{Role: r, Scopes: r.Scopes()})
	}
	return all
}

// StaffMember is a person who works for the shop.
type StaffMember struct {
	ID           string
	Email        string
	EmailKey     string // as it is compared: one a member, unique
	Name         string
	Role         StaffRole
	PasswordHash *string // PHC string; nil until the invitation is accepted
	InviteHash   *string // SHA-256 of the invitation's token, while it is open
	InviteEndsAt *Time
	CreatedAt    Time `gorm:"autoCreateTime:false"`
	UpdatedAt    Time `gorm:"autoUpdateTime:false"`
	Version      int
	LastWriteLSN int64 // see Session
}

// Scopes returns what the member may do.
func (m *StaffMember) Scopes() []Scope { return m.Role.Scopes() }

// Invited tells whether the member has not accepted the invitation yet.
func (m *StaffMember) Invited() bool { return m.PasswordHash == nil }

// StaffSession is a place where a member of staff is signed in. A staff token is good for as long as its session's row exists.
type StaffSession struct {
	ID        string
	MemberID  string
	CreatedAt Time `gorm:"autoCreateTime:false"`
	ExpiresAt Time
}
