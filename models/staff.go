package models

// StaffRole is the role of a staff member.
type StaffRole string

// The roles.
const (
	RoleOwner    StaffRole = "OWNER"
	RoleManager  StaffRole = "MANAGER"
	RoleSupport  StaffRole = "SUPPORT"
	RoleReadOnly StaffRole = "READ_ONLY"
)

// roles maps roles to their scopes.
var roles = map[StaffRole][]Scope{
	RoleOwner: {
		CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite, StaffWrite, WebhooksWrite,
		PrivacyWrite,
	},
	RoleManager:  {CustomersRead, CustomersWrite, OrdersRead, OrdersWrite, SettingsWrite},
	RoleSupport:  {CustomersRead, CustomersWrite, OrdersRead, OrdersWrite},
	RoleReadOnly: {CustomersRead, OrdersRead},
}

// Scopes returns the scopes of the role.
func (r StaffRole) Scopes() []Scope { return roles[r] }

// StaffRoleScopes holds the scopes of a role.
type StaffRoleScopes struct {
	Role   StaffRole
	Scopes []Scope
}

// StaffRoles returns the scopes of each role, from the most to the least powerful role.
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
	EmailKey     string // normalized for comparison; unique
	Name         string
	Role         StaffRole
	PasswordHash *string // PHC string; nil until the invitation is accepted
	InviteHash   *string // SHA-256 of the invitation token until it is accepted
	InviteEndsAt *Time
	CreatedAt    Time `gorm:"autoCreateTime:false"`
	UpdatedAt    Time `gorm:"autoUpdateTime:false"`
	Version      int
	LastWriteLSN int64 // see Session
}

// IsNode marks StaffMember as a Node.
func (*StaffMember) IsNode() {}

// Scopes returns the scopes of the member.
func (m *StaffMember) Scopes() []Scope { return m.Role.Scopes() }

// Invited reports whether the member has not accepted the invitation yet.
func (m *StaffMember) Invited() bool { return m.PasswordHash == nil }

// StaffSession is a login of a staff member. A staff token is valid as long as its session exists.
type StaffSession struct {
	ID        string
	MemberID  string
	CreatedAt Time `gorm:"autoCreateTime:false"`
	ExpiresAt Time
}
