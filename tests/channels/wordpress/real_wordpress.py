"""A real WordPress on loopback for the tests: own MariaDB, own copy of Debian's code, PHP's own server.

Nothing of the machine is touched but its packages, which are installed when this runs as root on Debian and
they are missing. Only processes started here are ended, by their id.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

CODE = Path("/usr/share/wordpress")
PACKAGES = (
    *("wordpress", "wordpress-theme-twentytwentythree", "wordpress-l10n", "mariadb-server"),
    *("php-cli", "php-mysql", "php-xml", "php-mbstring", "php-gd", "php-curl"),
)
POLICY = Path("/usr/sbin/policy-rc.d")
ROLES = ("author", "contributor", "subscriber", "editor")
CONFIG = """<?php
define('DB_NAME','wp'); define('DB_USER','wp'); define('DB_PASSWORD','wp-test');
define('DB_HOST','localhost:%(socket)s'); define('DB_CHARSET','utf8mb4'); define('DB_COLLATE','');
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT',
  'LOGGED_IN_SALT','NONCE_SALT'] as $k) define($k, 'test-'.$k);
define('WP_HOME','%(url)s'); define('WP_SITEURL','%(url)s');
define('WP_ENVIRONMENT_TYPE','local');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
$table_prefix='wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/');
require_once ABSPATH.'wp-settings.php';
"""
HOST = (
    "$_SERVER['HTTP_HOST']='127.0.0.1'; $_SERVER['REQUEST_URI']='/'; $_SERVER['SERVER_PROTOCOL']='HTTP/1.1';"
)
INSTALL = f"""<?php
define('WP_INSTALLING', true); {HOST}
require getenv('WP_SITE').'/wp-load.php';
require_once ABSPATH.'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('Trang thong tin dien tu xa', 'quantri', 'qt@example.invalid', true, '', wp_generate_password(24));
"""
SETUP = f"""<?php
{HOST}
require getenv('WP_SITE').'/wp-load.php';
require_once ABSPATH.'wp-admin/includes/admin.php';
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/'); $wp_rewrite->flush_rules(false);
update_option('timezone_string','Asia/Ho_Chi_Minh'); update_option('WPLANG','vi');
switch_theme('twentytwentythree');
wp_insert_category(['cat_name'=>'Thông báo','category_nicename'=>'thong-bao']);
wp_insert_category(['cat_name'=>'Y tế','category_nicename'=>'y-te']);
$made = [];
foreach (explode(',', getenv('WP_ROLES')) as $role) {{
  $uid = wp_insert_user(['user_login'=>$role,'user_pass'=>wp_generate_password(24),
    'user_email'=>$role.'@example.invalid','role'=>$role]);
  [$plain,$item] = WP_Application_Passwords::create_new_application_password($uid, ['name'=>'lich-phat']);
  $made[$role] = $plain;
}}
echo json_encode($made),"\\n";
"""
ROUTER = """<?php
$p = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH); $f = $_SERVER['DOCUMENT_ROOT'].$p;
if ($p !== '/' && is_file($f)) return false;
$_SERVER['SCRIPT_NAME']='/index.php'; $_SERVER['SCRIPT_FILENAME']=$_SERVER['DOCUMENT_ROOT'].'/index.php';
require $_SERVER['DOCUMENT_ROOT'].'/index.php';
"""


class NotHere(Exception):
    """WordPress can't be run on this machine; the sentence says why."""


@dataclass
class Server:
    """A running site: its address, and the application password of a user for each role."""

    folder: Path
    url: str
    passwords: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen] = field(default_factory=list)

    def run(self, words, **given):
        """Run a program to its end; its output."""
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, **given)
        if done.returncode:
            raise NotHere(f"{words[0]}: {done.stderr[-300:]}")
        return done.stdout

    def keep(self, words, log):
        """Start a program that stays."""
        with (self.folder / log).open("wb") as target:
            process = subprocess.Popen(words, stdout=target, stderr=target, stdin=subprocess.DEVNULL)
        self.processes.append(process)

    def end(self):
        """End what was started, the newest first."""
        for process in reversed(self.processes):
            process.terminate()
            process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def require_packages():
    """Install what is missing where that can be done. Raises NotHere."""
    if (CODE / "wp-load.php").exists() and shutil.which("php") and shutil.which("mariadbd"):
        return
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NotHere("WordPress, PHP or MariaDB is not installed, and this is not root on Debian")
    ours = not POLICY.exists()
    if ours:  # else the install would start Apache and MariaDB
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    get = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    try:
        for words in ([*get, "update"], [*get, "install", "-y", "--no-install-recommends", *PACKAGES]):
            done = subprocess.run(words, capture_output=True, text=True, timeout=600, env=environment)
            if done.returncode:
                raise NotHere(f"the packages could not be had: {done.stderr[-200:]}")
    except subprocess.TimeoutExpired:
        raise NotHere("the packages did not come in ten minutes") from None
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)


def up(folder: Path) -> Server:
    """Start a site in a folder. Raises NotHere."""
    require_packages()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Server(folder=folder, url=f"http://127.0.0.1:{port}")
    try:
        _database(server)
        _site(server)
        _serve(server, port)
    except BaseException:
        server.end()
        raise
    return server


def _database(server):
    folder, as_mysql = server.folder, ["--user=mysql"] if os.geteuid() == 0 else []
    for name in ("db", "run"):
        (folder / name).mkdir(parents=True)
        if as_mysql:
            shutil.chown(folder / name, "mysql")
    folder.chmod(0o755)
    places = [f"--datadir={folder}/db"]
    server.run(
        [
            *("mariadb-install-db", "--no-defaults", *as_mysql, *places, "--skip-test-db"),
            "--auth-root-authentication-method=normal",
        ]
    )
    own = [f"--socket={folder}/run/my.sock", "--skip-networking", f"--pid-file={folder}/run/my.pid"]
    server.keep(
        ["mariadbd", "--no-defaults", *as_mysql, *places, *own, "--innodb-buffer-pool-size=64M"], "db.log"
    )
    client = ["mariadb", "--no-defaults", "-S", f"{folder}/run/my.sock", "-uroot", "-e"]
    _until(lambda: subprocess.run([*client, "SELECT 1"], capture_output=True, check=False).returncode == 0)
    server.run(
        [
            *client,
            "CREATE DATABASE wp CHARACTER SET utf8mb4; CREATE USER 'wp'@'localhost' IDENTIFIED BY 'wp-test'; "
            "GRANT ALL ON wp.* TO 'wp'@'localhost';",
        ]
    )


def _site(server):
    folder = server.folder
    subprocess.run(["cp", "-rL", str(CODE), str(folder / "site")], capture_output=True, check=False)
    (folder / "site" / ".htaccess").unlink(missing_ok=True)
    (folder / "site" / "wp-content" / "uploads").mkdir(parents=True, exist_ok=True)
    told = {"socket": folder / "run" / "my.sock", "url": server.url}
    (folder / "site" / "wp-config.php").write_text(CONFIG % told)
    for name, code in {"install": INSTALL, "setup": SETUP, "router": ROUTER}.items():
        (folder / f"{name}.php").write_text(code)
    given = {**os.environ, "WP_SITE": str(folder / "site"), "WP_ROLES": ",".join(ROLES)}
    server.run(["php", str(folder / "install.php")], env=given)
    server.passwords = json.loads(server.run(["php", str(folder / "setup.php")], env=given))


def _serve(server, port):
    site, router = str(server.folder / "site"), str(server.folder / "router.php")
    server.keep(["php", "-S", f"127.0.0.1:{port}", "-t", site, router], "php.log")
    _until(lambda: _answers(f"{server.url}/wp-json/"))


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return reply.status == 200
    except OSError:
        return False


def _until(done, patience=60.0):
    pause, limit = threading.Event(), time.monotonic() + patience
    while not done():
        if time.monotonic() > limit:
            raise NotHere("the private server did not come up in a minute")
        pause.wait(0.1)
