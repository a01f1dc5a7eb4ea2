package throttle

import "time"

// Tokens returns the limit of invalid emailed tokens from one caller. Tokens of all purposes are counted together.
func Tokens() Rule {
	return Rule{Address: Limit{Name: "one-time token", Failures: 500, Window: 15 * time.Minute}}
}
