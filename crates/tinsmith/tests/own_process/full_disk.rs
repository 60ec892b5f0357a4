//! Downloads to a full disk.

use std::{fs, io};

use tinsmith::Body;

/// Runs the ignored test in a process that cannot write a byte to any file, as on a full disk.
#[test]
fn a_download_to_a_full_disk_names_the_file_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("film.mov"), "the film before").unwrap();
    let limited = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let test = "full_disk::a_download_without_room";
    let output = std::process::Command::new("/bin/sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env("DOWNLOADS", folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("test result: ok. 1 passed"), "{printed}");
    let entries = fs::read_dir(folder.path()).unwrap();
    assert_eq!(entries.count(), 1, "no part of the new one stays behind");
    let content = fs::read_to_string(folder.path().join("film.mov")).unwrap();
    assert_eq!(content, "the film before");
}

#[tokio::test]
#[ignore = "is run by the test before, on a full disk of its making"]
async fn a_download_without_room() {
    let folder = std::env::var_os("DOWNLOADS").unwrap();
    let path = std::path::Path::new(&folder).join("film.mov");
    let error = Body::from("film").write_to_path(&path).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    let expected = format!("the file {} cannot be written: ", path.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
}
