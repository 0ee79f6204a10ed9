namespace Kube.Api.Tree;

/// <summary>Quotes a byte as Go's JSON scanner does in its errors.</summary>
internal static class GoCharacter
{
    public static string Quote(byte value) => value switch
    {
        (byte)'\'' => @"'\''",
        (byte)'"' => "'\"'",
        (byte)'\\' => @"'\\'",
        (byte)'\a' => @"'\a'",
        (byte)'\b' => @"'\b'",
        (byte)'\f' => @"'\f'",
        (byte)'\n' => @"'\n'",
        (byte)'\r' => @"'\r'",
        (byte)'\t' => @"'\t'",
        (byte)'\v' => @"'\v'",
        < 0x20 or 0x7F => $@"'\x{value:x2}'",
        // Go takes the byte for a code point; of U+0080 to U+00FF it prints those that are printable: not controls, no-break space, soft hyphen.
        >= 0x80 and <= 0xA0 or 0xAD => $@"'\u{value:x4}'",
        _ => $"'{(char)value}'",
    };
}
