package passwordhash_test

import (
	"testing"

	"clientele/internal/passwordhash"
)

// vector is a published hash with its password.
type vector struct{ name, hash, password string }

// vectors come from the documentation or the tests of the systems. test/passwords creates more hashes with PHP, Python
// and Node.
var vectors = []vector{
	{"Argon2id, RFC 9106's reference implementation", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password"},
	{"Argon2i, the same", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8", "password"},
	{"bcrypt, OpenBSD", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"},
	{"bcrypt, crypt_blowfish", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
	{"bcrypt ignores what follows 72 bytes", "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored"},
	{"sha-crypt with SHA-256, its specification", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", "Hello world!"},
	{"sha-crypt with SHA-256 and default rounds", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"},
	{"sha-crypt with SHA-512", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1", "Hello world!"},
	{"PBKDF2, passlib", "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M", "password"},
	{"PBKDF2, passlib, another salt size", "$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE", "password"},
	{"PBKDF2, ASP.NET Identity 2", "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==", "my password"},
	{"scrypt, passlib", "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "password"},
	{"scrypt, Firebase's README", "firebase-scrypt$8$14$Bw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==", "user1password"},
	{"phpass, its test program", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345"},
	{"WordPress 6.8", "$wp$2y$12$iWN5xRwDE7i9R5jVJvCyqOxS1CNnwUggQaF8O2W9Bg8TuXQz.ngrS", "grimoire-test-123"},
	{"Magento version 0", "67a1e09bb1f83f5007dc119c14d663aa:salt:0", "password"},
	{"Magento version 1", "13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322:salt:1", "password"},
	{"Magento without a version", "67a1e09bb1f83f5007dc119c14d663aa:salt", "password"},
	{"MD5", "5f4dcc3b5aa765d61d8327deb882cf99", "password"},
	{"SHA-1", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", "password"},
	{"SHA-256", "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8", "password"},
}

func TestPublishedHashes(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			h, err := passwordhash.Parse(v.hash)
			if err != nil {
				t.Fatal(err)
			}
			if !h.Verify([]byte(v.password)) {
				t.Error("the password is rejected")
			}
			if h.Verify([]byte("x"+v.password)) || h.Verify(nil) {
				t.Error("another password is accepted")
			}
		})
	}
}
