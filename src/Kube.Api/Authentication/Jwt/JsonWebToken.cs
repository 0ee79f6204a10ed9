using System.Buffers.Text;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>A token taken apart (RFC 7515, compact form), not yet believed.</summary>
internal sealed class JsonWebToken
{
    private JsonWebToken(TreeObject header, TreeObject claims, byte[] signed, byte[] signature) =>
        (Header, Claims, Signed, Signature) = (header, claims, signed, signature);

    public TreeObject Header { get; }

    public TreeObject Claims { get; }

    /// <summary>What is signed: header and claims as they were sent.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    public string Issuer => Claims.GetString("iss"u8) ?? "";

    public string Algorithm => Header.GetString("alg"u8) ?? "";

    public string KeyId => Header.GetString("kid"u8) ?? "";

    /// <summary>Takes a token apart; null when it is none of this form.</summary>
    public static JsonWebToken? Read(string token)
    {
        if (token.Split('.') is not [var header, var claims, var signature]) return null;
        try
        {
            return new(Part(header), Part(claims), Encoding.UTF8.GetBytes($"{header}.{claims}"), Decode(signature));
        }
        catch (Exception fault) when (fault is FormatException or TreeFormatException)
        {
            return null;
        }
    }

    /// <summary>The audiences: a text or a list of texts.</summary>
    public IEnumerable<string> Audiences() => Claims["aud"u8] switch
    {
        TreeString one => [one.Value],
        TreeArray many => [.. many.Items.ToArray().OfType<TreeString>().Select(static item => item.Value)],
        _ => [],
    };

    /// <summary>A claim that is an instant; null when it is not there or is none.</summary>
    public DateTimeOffset? Instant(ReadOnlySpan<byte> claim)
    {
        const double Most = 253402300799;
        if (Claims[claim] is not TreeNumber number) return null;
        var seconds = number.ToDouble();
        return seconds is >= 0 and <= Most ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
    }

    private static TreeObject Part(string text) => TreeNode.Parse(Decode(text)) as TreeObject ?? throw new FormatException("no object");

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
