package models

// Shop is what the staff have said about the shop, or its settings where they have not.
type Shop struct {
	Name              string
	Currency          CurrencyCode
	EmailVerification EmailVerification // a setting of the program's
	Version           int
}

// ShopSettings is the one row of what is stored about the shop itself.
type ShopSettings struct {
	ID         int // 1
	Name       *string
	Currency   *CurrencyCode
	StaffSince *Time // when the first member of the staff was made; nil while there was none
	Version    int
}

// TableName is the one row's table.
func (ShopSettings) TableName() string { return "shop_settings" }
