using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Authentication.ServiceAccounts;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves what others need to verify service accounts' tokens; nothing on a server that makes none.</summary>
internal sealed class IssuerEndpoint(IEnumerable<IssuerDiscovery> issuers) : IPathEndpoint
{
    private readonly IssuerDiscovery? _issuer = issuers.FirstOrDefault();

    public IEnumerable<string> Paths => _issuer is null ? [] : [IssuerDiscovery.ConfigurationPath, IssuerDiscovery.KeysPath];

    public ValueTask<bool> TryServeAsync(HttpContext http, string path)
    {
        if (_issuer is null || path is not (IssuerDiscovery.ConfigurationPath or IssuerDiscovery.KeysPath)) return ValueTask.FromResult(false);
        if (http.Request.Method != "GET")
        {
            Answers.Status(http, RouterStatus.MethodNotAllowed, ErrorForm.Of(http), pretty: false);
            return ValueTask.FromResult(true);
        }

        if (path == IssuerDiscovery.KeysPath && !IsAccepted(http.Request.Headers.Accept.ToString(), "application/jwk-set+json"))
        {
            Answers.Status(http, RouterStatus.NotAcceptableKeys, OutputForm.Json, pretty: false);
            return ValueTask.FromResult(true);
        }

        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.ContentType = path == IssuerDiscovery.KeysPath ? "application/jwk-set+json" : "application/json";
        return WriteAsync(http, path == IssuerDiscovery.KeysPath ? _issuer.Keys : _issuer.Configuration);
    }

    private static bool IsAccepted(string accept, string type)
    {
        if (accept.Length == 0) return true;
        foreach (var range in accept.AsSpan().Split(','))
        {
            if (MediaTypes.WithoutParameters(accept.AsSpan()[range]) is var name && (name is "*/*" || name.SequenceEqual(type))) return true;
        }

        return false;
    }

    private static async ValueTask<bool> WriteAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
        return true;
    }
}
