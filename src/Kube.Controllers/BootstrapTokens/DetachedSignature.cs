using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kube.Controllers.BootstrapTokens;

/// <summary>Signatures of a text by a token: JWS with HS256, the text itself left out.</summary>
internal static class DetachedSignature
{
    /// <summary>What the entries of signatures start with; the token's id follows.</summary>
    public const string EntryPrefix = "jws-kubeconfig-";

    /// <summary>Signs.</summary>
    /// <param name="content">What.</param>
    /// <param name="id">The token's id: six letters and digits.</param>
    /// <param name="secret">The token's secret.</param>
    public static string Of(string content, string id, string secret)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"HS256","kid":"{{id}}"}"""));
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{header}.{payload}"));
        return $"{header}..{Base64Url.EncodeToString(signature)}";
    }
}
