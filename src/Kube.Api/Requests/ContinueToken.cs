using System.Buffers.Text;
using System.Text;
using Kube.Api.Errors;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>Where a list goes on: upstream's opaque token, base64 of <c>{"v":"meta.k8s.io/v1","rv":5,"start":"c0\u0000"}</c>.</summary>
/// <param name="Revision">The list's revision; -1: whatever is newest.</param>
/// <param name="Start">First key to read, without the collection's prefix.</param>
internal readonly record struct ContinueToken(long Revision, string Start)
{
    private const string Version = "meta.k8s.io/v1";

    public static ContinueToken Parse(string token)
    {
        var json = Decode(token);
        TreeObject? tree;
        try
        {
            tree = TreeNode.Parse(json) as TreeObject;
        }
        catch (TreeFormatException e)
        {
            throw Bad(e.Message);
        }

        var version = tree?.GetString("v"u8) ?? "";
        if (version != Version) throw Bad($"server does not recognize this encoded version {version}");
        var revision = tree!["rv"u8] is TreeNumber number && number.TryGetInt64(out var value) ? value : 0;
        if (revision == 0) throw Bad($"incorrect encoded start resourceVersion (version {Version})");
        var start = tree.GetString("start"u8) ?? "";
        if (start.Length == 0) throw Bad($"encoded start key empty (version {Version})");
        // A crafted key must not lead out of the collection: upstream cleans it as a path and compares.
        if (start.StartsWith('/') || start.Split('/').Any(step => step is "." or "..") || start.Contains("//", StringComparison.Ordinal)) throw Bad(start);
        return new(revision, start);
    }

    public override string ToString()
    {
        var start = TreeString.Of(Start).ToString();
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"v\":\"{Version}\",\"rv\":{Revision},\"start\":{start}}}"));
    }

    private static byte[] Decode(string token)
    {
        for (var i = 0; i < token.Length; i++)
            if (!char.IsAsciiLetterOrDigit(token[i]) && token[i] is not ('-' or '_')) throw Bad($"illegal base64 data at input byte {i}");
        if (token.Length % 4 == 1) throw Bad($"illegal base64 data at input byte {token.Length - 1}");
        // Like Go's decoder, and unlike Base64Url's, it does not mind bits beyond the last byte.
        return Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '='));
    }

    private static BadRequestException Bad(string why) => new($"invalid continue token: continue key is not valid: {why}");
}
