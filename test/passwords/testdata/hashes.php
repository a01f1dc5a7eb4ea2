<?php
// Prints hashes of the password in the first argument, as PHP applications create them: one JSON object per line.

$password = $argv[1];

function show(string $name, string $hash, bool $fast = false): void
{
    echo json_encode(['name' => $name, 'hash' => $hash, 'fast' => $fast]), "\n";
}

// A portable hash of phpass with 2^$log rounds.
function phpass(string $password, int $log, string $salt): string
{
    $alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    $sum = md5($salt . $password, true);
    for ($i = 0; $i < 2 ** $log; $i++) {
        $sum = md5($sum . $password, true);
    }
    $text = '';
    foreach (str_split($sum, 3) as $group) {
        $bits = 0;
        foreach (str_split($group) as $i => $byte) {
            $bits |= ord($byte) << 8 * $i;
        }
        for ($i = 0; $i <= strlen($group); $i++) {
            $text .= $alphabet[$bits >> 6 * $i & 63];
        }
    }
    return '$P$' . $alphabet[$log] . $salt . $text;
}

// The Argon2id hash of Magento, which fills or cuts the salt to 16 bytes.
function magento(string $text, string $salt, int $passes, int $memory): string
{
    $salt = substr(str_pad($salt, SODIUM_CRYPTO_PWHASH_SALTBYTES, $salt), 0, SODIUM_CRYPTO_PWHASH_SALTBYTES);
    return bin2hex(sodium_crypto_pwhash(32, $text, $salt, $passes, $memory, SODIUM_CRYPTO_PWHASH_ALG_ARGON2ID13));
}

show('bcrypt', password_hash($password, PASSWORD_BCRYPT, ['cost' => 6]));
show('Argon2id', password_hash($password, PASSWORD_ARGON2ID, ['memory_cost' => 8192, 'time_cost' => 2]));
show('Argon2i', password_hash($password, PASSWORD_ARGON2I, ['memory_cost' => 8192, 'time_cost' => 2]));
show('sha-crypt with SHA-256', crypt($password, '$5$rounds=6000$saltsaltsalt$'));
show('sha-crypt with SHA-512', crypt($password, '$6$saltsaltsaltsalt$'));
show('md5-crypt', crypt($password, '$1$saltsalt$'), true);
show('phpass', phpass($password, 13, 'saltsalt'), true);
$hmac = base64_encode(hash_hmac('sha384', trim($password), 'wp-sha384', true));
show('WordPress 6.8', '$wp' . password_hash($hmac, PASSWORD_BCRYPT, ['cost' => 6]));

show('osCommerce', md5('f7' . $password) . ':f7', true);
show('xt:Commerce', md5($password), true);
show('SHA-1 with the salt after the password', 'sha1-password-salt$a:b$' . sha1($password . 'a:b'), true);
show('SHA-512', hash('sha512', 'salt' . $password) . ':salt', true);
show('Magento 1', md5('at' . $password) . ':at', true);
$salt = bin2hex(random_bytes(16));
$md5 = md5($salt . $password);
$sha256 = hash('sha256', $salt . $password);
$upgraded = hash('sha256', $salt . $md5);
$interactive = [SODIUM_CRYPTO_PWHASH_OPSLIMIT_INTERACTIVE, SODIUM_CRYPTO_PWHASH_MEMLIMIT_INTERACTIVE];
show('Magento 2 with MD5', "$md5:$salt:0", true);
show('Magento 2 with SHA-256', "$sha256:$salt:1", true);
show('Magento 2 with MD5, then SHA-256', "$upgraded:$salt:0:1", true);
show('Magento 2 with Argon2id', magento($password, $salt, ...$interactive) . ":$salt:2");
show('Magento 2 with SHA-256, then Argon2id', magento($sha256, $salt, ...$interactive) . ":$salt:1:2");
show('Magento 2.4', magento($password, 'short', 2, 16777216) . ':short:3_32_2_16777216');
show('Magento 2.4 after two upgrades', magento($upgraded, $salt, 2, 16777216) . ":$salt:0:1:3_32_2_16777216");
