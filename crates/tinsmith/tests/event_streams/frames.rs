//! Frames: their encoding, and each fault of their bytes.

use std::fs;
use std::path::Path;

use bytes::Bytes;
use proptest::prelude::*;
use tinsmith::Timestamp;
use tinsmith::event_stream::{
    Frame, FrameDecoder, FrameError, HeaderValue, MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES,
};

/// Returns all frames of some bytes that arrive in chunks of a length.
fn decode(bytes: &Bytes, chunk: usize) -> Result<Vec<Frame>, FrameError> {
    let mut decoder = FrameDecoder::default();
    let mut frames = Vec::new();
    for start in (0..bytes.len()).step_by(chunk) {
        decoder.push(bytes.slice(start..bytes.len().min(start + chunk)));
        while let Some(frame) = decoder.next_frame()? {
            frames.push(frame);
        }
    }
    decoder.finish()?;
    Ok(frames)
}

fn decode_one(bytes: impl Into<Bytes>) -> Result<Frame, String> {
    let mut frames = decode(&bytes.into(), usize::MAX).map_err(|error| error.to_string())?;
    assert_eq!(frames.len(), 1);
    Ok(frames.remove(0))
}

/// Returns a file of the frames beside the repository, `../shared/conformance/event-stream`; `None` if they are absent.
fn shared(name: &str) -> Option<Bytes> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder
        .join("../../../shared/conformance/event-stream")
        .join(name);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: {} is absent", path.display());
        return None;
    };
    Some(bytes.into())
}

const ALL: [(&str, HeaderValue<'static>); 10] = [
    ("true", HeaderValue::Bool(true)),
    ("false", HeaderValue::Bool(false)),
    ("byte", HeaderValue::I8(50)),
    ("short", HeaderValue::I16(20_000)),
    ("int", HeaderValue::I32(500_000)),
    ("long", HeaderValue::I64(50_000_000_000)),
    ("bytes", HeaderValue::Bytes(b"some bytes")),
    ("str", HeaderValue::Text("some str")),
    (
        "time",
        HeaderValue::Timestamp(Timestamp::from_seconds(5_000_000)),
    ),
    (
        "uuid",
        HeaderValue::Uuid(0xb79b_c914_de21_4e13_b8b2_bc47_e85b_7f0b_u128.to_be_bytes()),
    ),
];

#[test]
fn the_shared_frames_that_are_valid_are_decoded_and_encoded_to_the_same_bytes() {
    for (name, headers, payload) in [
        ("valid_no_headers", &[][..], "another test payload"),
        (
            "valid_empty_payload",
            &[("some-header", HeaderValue::Bool(false))],
            "",
        ),
        ("valid_with_all_headers_and_payload", &ALL, "some payload"),
    ] {
        let Some(bytes) = shared(name) else { return };
        for chunk in [1, 5, 13, bytes.len()] {
            let frames = decode(&bytes, chunk).unwrap();
            let [frame] = &frames[..] else {
                panic!("{name}: {frames:?}")
            };
            assert_eq!(frame.payload(), payload.as_bytes(), "{name}");
            assert_eq!(frame.to_bytes(), bytes, "{name}");
            let found: Vec<_> = frame.headers().collect();
            let names: Vec<_> = found.iter().map(|(name, _)| *name).collect();
            let expected: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, expected);
            if name != "valid_empty_payload" {
                let written = Frame::new(&found, payload).unwrap();
                assert_eq!(written.to_bytes(), bytes, "{name}");
            }
        }
    }
}

#[test]
fn the_shared_frames_that_are_invalid_are_rejected_with_the_fault_that_each_has() {
    for (name, fault) in [
        ("invalid_header_name_length", "invalid header: "),
        (
            "invalid_header_name_length_too_long",
            "invalid header: its name is longer than the headers",
        ),
        (
            "invalid_header_string_length_cut_off",
            "invalid header: its value is longer than the headers",
        ),
        (
            "invalid_header_string_value_length",
            "invalid header: its value is longer than the headers",
        ),
        (
            "invalid_header_value_type",
            "invalid header: its value has an unknown type",
        ),
        (
            "invalid_headers_length",
            "a length is out of range (89 bytes, of which 77 are headers)",
        ),
        ("invalid_message_checksum", "wrong message checksum"),
        ("invalid_prelude_checksum", "wrong prelude checksum"),
    ] {
        let Some(bytes) = shared(name) else { return };
        let error = decode_one(bytes).unwrap_err();
        assert!(
            error.starts_with(&format!("frame at byte 0: {fault}")),
            "{name}: {error}"
        );
    }
}

#[test]
fn each_type_of_header_has_its_encoding() {
    let frame = Frame::new(&ALL, "x").unwrap();
    assert_eq!(decode_one(frame.to_bytes()).unwrap(), frame);
    let headers: Vec<_> = frame.headers().collect();
    assert_eq!(headers, ALL);
    assert_eq!(frame.header("int"), Some(HeaderValue::I32(500_000)));
    assert_eq!(frame.header("absent"), None);
}

/// Returns a frame with these lengths in its prelude, whose checksums are right.
fn with_lengths(total: u32, headers: u32, rest: &[u8]) -> Bytes {
    let mut bytes = Vec::new();
    bytes.extend(total.to_be_bytes());
    bytes.extend(headers.to_be_bytes());
    bytes.extend(crc32(&bytes).to_be_bytes());
    bytes.extend(rest);
    bytes.extend(crc32(&bytes).to_be_bytes());
    bytes.into()
}

/// The checksum of ISO 3309, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn lengths_out_of_range_are_rejected_before_the_bytes_arrive() {
    let (most_headers, most_payload) = (MAX_HEADER_BYTES as u32, MAX_PAYLOAD_BYTES as u32);
    for (total, headers) in [
        (0, 0),
        (15, 0),
        (16, 1),
        (20, u32::MAX),
        (u32::MAX, 0),
        (most_payload + 17, 0),
        (most_headers + 17, most_headers + 1),
    ] {
        let prelude = with_lengths(total, headers, b"");
        let mut decoder = FrameDecoder::default();
        decoder.push(prelude.slice(..12));
        let error = decoder.next_frame().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "frame at byte 0: a length is out of range ({total} bytes, of which {headers} are headers)"
            )
        );
    }
    for (total, headers) in [(most_payload + 16, 0), (most_headers + 16, most_headers)] {
        let mut decoder = FrameDecoder::default();
        decoder.push(with_lengths(total, headers, b"").slice(..12));
        assert_eq!(decoder.next_frame(), Ok(None));
    }
    assert!(decode_one(with_lengths(16, 0, b"")).is_ok());
}

#[test]
fn headers_without_a_name_or_with_a_repeated_one_or_text_that_is_not_utf_8_are_rejected() {
    for (headers, fault) in [
        (&b"\0\0"[..], "its name is empty"),
        (b"\x01\xff\0", "its name is not UTF-8"),
        (b"\x01a", "its value has no type"),
        (b"\x01a\x07\0\x01\xff", "its text is not UTF-8"),
        (b"\x01a\x0a", "its value has an unknown type"),
        (
            b"\x01a\0\x01b\0\x01a\x01",
            "its name is that of an earlier header",
        ),
        (
            b"\x01a\x05\0\0\0\0\0\0\0",
            "its value is longer than the headers",
        ),
    ] {
        let length = headers.len() as u32;
        let invalid = with_lengths(16 + length, length, headers);
        let error = decode_one(invalid.clone()).unwrap_err();
        assert_eq!(error, format!("frame at byte 0: invalid header: {fault}"));
        // Valid headers before them make no difference.
        let valid = Frame::new(&[("a", HeaderValue::Bool(true))], "").unwrap();
        let valid = valid.to_bytes();
        let frames = [&valid[..], &valid, &invalid].concat().into();
        let error = decode(&frames, usize::MAX).unwrap_err().to_string();
        let offset = 2 * valid.len();
        assert_eq!(
            error,
            format!("frame at byte {offset}: invalid header: {fault}")
        );
    }
}

#[test]
fn a_name_is_that_of_one_header_however_many_there_are() {
    for count in [1_u8, 15, 16, 17, 100, 255] {
        let headers: Vec<u8> = (0..count)
            .flat_map(|name| [2, b'a' + name / 16, b'a' + name % 16, 0])
            .collect();
        let length = headers.len() as u32;
        assert!(decode_one(with_lengths(16 + length, length, &headers)).is_ok());
        for name in [0, count / 2, count - 1] {
            let again = [2, b'a' + name / 16, b'a' + name % 16, 1];
            let headers = [&headers[..], &again].concat();
            let length = headers.len() as u32;
            let error = decode_one(with_lengths(16 + length, length, &headers)).unwrap_err();
            assert!(
                error.ends_with("invalid header: its name is that of an earlier header"),
                "{error}"
            );
        }
    }
}

#[test]
fn a_stream_that_ends_within_a_frame_names_both_positions() {
    let frame = Frame::new(&[], "0123456789").unwrap().to_bytes();
    let two = [&frame[..], &frame[..]].concat();
    for end in 27..52 {
        let error = decode(&Bytes::copy_from_slice(&two[..end]), 7).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the stream is truncated at byte {end}, within the frame at byte 26")
        );
    }
    assert_eq!(decode(&two.into(), 7).unwrap().len(), 2);
}

#[test]
fn the_error_of_a_later_frame_has_its_position() {
    let frame = Frame::new(&[], "0123456789").unwrap().to_bytes();
    let mut bytes = [&frame[..], &frame[..]].concat();
    bytes[45] ^= 1;
    let error = decode(&bytes.into(), 100).unwrap_err().to_string();
    assert!(
        error.starts_with("frame at byte 26: wrong message checksum 0x"),
        "{error}"
    );
}

#[test]
fn no_frame_follows_an_invalid_one() {
    let good = Frame::new(&[], "good").unwrap().to_bytes();
    let mut invalid = good.to_vec();
    *invalid.last_mut().unwrap() ^= 1;
    let mut decoder = FrameDecoder::default();
    decoder.push([&invalid[..], &good].concat().into());
    let error = decoder.next_frame().unwrap_err();
    assert_eq!(decoder.next_frame(), Err(error));
}

#[test]
fn debug_output_hides_headers_and_payloads() {
    let headers = [("name", HeaderValue::Text("secret"))];
    let frame = Frame::new(&headers, "secret").unwrap();
    let mut decoder = FrameDecoder::default();
    decoder.push(frame.to_bytes().slice(..30));
    let printed = format!("{frame:?} {decoder:?} {:?}", frame.headers());
    let bytes = format!("{:?}", Bytes::from_static(b"secret"));
    assert!(
        !printed.contains(bytes.trim_matches(['b', '"'])),
        "{printed}"
    );
}

#[test]
fn what_a_frame_cannot_hold_is_not_encoded() {
    let long = vec![0_u8; 65_536];
    let name = "n".repeat(256);
    let bytes = HeaderValue::Bytes(&long[..65_535]);
    for (headers, payload, problem) in [
        (vec![("", HeaderValue::Bool(true))], 0, "1 to 255 bytes"),
        (
            vec![(&name[..], HeaderValue::Bool(true))],
            0,
            "1 to 255 bytes",
        ),
        (vec![("a", HeaderValue::Bytes(&long))], 0, "65,535 bytes"),
        (
            vec![("a", HeaderValue::Bool(true)), ("a", HeaderValue::I8(1))],
            0,
            "two headers have the same name",
        ),
        (vec![("a", bytes), ("b", bytes)], 0, "longer than 128 KiB"),
        (vec![], MAX_PAYLOAD_BYTES + 1, "longer than 24 MiB"),
    ] {
        let error = Frame::new(&headers, vec![0; payload]).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
    assert!(Frame::new(&[], vec![0; MAX_PAYLOAD_BYTES]).is_ok());
}

/// A header value that owns its text and bytes.
#[derive(Clone, Debug)]
enum Value {
    Fixed(HeaderValue<'static>),
    Bytes(Vec<u8>),
    Text(String),
}

impl Value {
    fn get(&self) -> HeaderValue<'_> {
        match self {
            Self::Fixed(value) => *value,
            Self::Bytes(bytes) => HeaderValue::Bytes(bytes),
            Self::Text(text) => HeaderValue::Text(text),
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(|value| Value::Fixed(HeaderValue::Bool(value))),
        any::<i8>().prop_map(|value| Value::Fixed(HeaderValue::I8(value))),
        any::<i16>().prop_map(|value| Value::Fixed(HeaderValue::I16(value))),
        any::<i32>().prop_map(|value| Value::Fixed(HeaderValue::I32(value))),
        any::<i64>().prop_map(|value| Value::Fixed(HeaderValue::I64(value))),
        (-60_000_000_000_000_i64..250_000_000_000_000).prop_map(|milliseconds| Value::Fixed(
            HeaderValue::Timestamp(Timestamp::from_millis(milliseconds))
        )),
        any::<[u8; 16]>().prop_map(|value| Value::Fixed(HeaderValue::Uuid(value))),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        ".{0,100}".prop_map(Value::Text),
    ]
}

proptest! {
    #[test]
    fn frames_survive_any_division_into_chunks(
        frames in proptest::collection::vec((proptest::collection::btree_map(".{1,20}", value(), 0..5), ".{0,200}"), 0..6),
        chunk in 1_usize..400,
    ) {
        let frames: Vec<Frame> = frames.iter().map(|(headers, payload)| {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (&name[..], value.get())).collect();
            Frame::new(&headers, payload).unwrap()
        }).collect();
        let bytes: Vec<u8> = frames.iter().flat_map(Frame::to_bytes).collect();
        prop_assert_eq!(decode(&bytes.into(), chunk).unwrap(), frames);
    }

    #[test]
    fn any_bytes_give_frames_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200), chunk in 1_usize..50) {
        let _ = decode(&bytes.into(), chunk);
    }

    #[test]
    fn a_byte_that_is_changed_is_noticed(at in 0_usize..40, change in 1_u8..) {
        let mut bytes = Frame::new(&[("name", HeaderValue::Text("value"))], "0123456789").unwrap().to_bytes().to_vec();
        prop_assert_eq!(bytes.len(), 39);
        let at = at % bytes.len();
        bytes[at] ^= change;
        prop_assert!(decode(&bytes.into(), 100).is_err());
    }
}
