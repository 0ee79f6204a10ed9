using Kube.Api.Audit;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Authentication;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Yaml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kube.Api.AspNetCore.Audit;

/// <summary>Keeps the records of HTTP requests.</summary>
internal sealed class RequestAudit(Auditor auditor)
{
    /// <summary>Begins the record of a request whose client is known; it is the current one from here on.</summary>
    public AuditEvent? Begin(HttpContext http, UserInfo user)
    {
        if (!auditor.IsOn) return null;
        var path = ApiPath.Parse(http.Request.Path.Value);
        var verb = RequestVerbs.Of(http.Request, path);
        if (auditor.Begin(Describe(http, path, verb, user)) is not { } record) return null;
        record.Enter();
        if (RequestVerbs.IsLasting(path, verb))
        {
            http.Response.OnStarting(() =>
            {
                auditor.Tell(record, AuditStage.ResponseStarted, http.Response.StatusCode);
                return Task.CompletedTask;
            });
        }

        return record;
    }

    /// <summary>Completes a record.</summary>
    public void End(HttpContext http, AuditEvent? record)
    {
        if (record is not null) auditor.Tell(record, AuditStage.ResponseComplete, http.Response.StatusCode);
    }

    /// <summary>Tells of a failure: of a client that nobody knows, or of one that nobody foresaw.</summary>
    public void Fail(HttpContext http, AuditEvent? record, Exception failure)
    {
        if (failure is UnauthorizedException && record is null && auditor.IsOn)
        {
            var path = ApiPath.Parse(http.Request.Path.Value);
            auditor.TellUnknown(Describe(http, path, RequestVerbs.Of(http.Request, path), null), Attempted(http));
        }

        if (record is null || failure is ApiException or BadHttpRequestException) return;
        record.Status = new V1Status { Status = "Failure", Reason = "InternalError", Message = $"APIServer panic'd: {failure.Message}", Code = 500 };
        auditor.Tell(record, AuditStage.Panic, 500);
    }

    /// <summary>Keeps an object as the body of the current request's answer, when that is wanted.</summary>
    public static void NoteAnswer(ServedObject obj, long revision)
    {
        if (AuditEvent.Current is not { WantsResponse: true } record) return;
        using var json = new PooledBuffer(obj.Length + 64);
        obj.WriteJson(json, revision);
        record.SetResponse(json.WrittenMemory.ToArray());
    }

    /// <summary>Keeps a Status as what became of the current request.</summary>
    public static void NoteAnswer(V1Status status)
    {
        if (AuditEvent.Current is not { } record) return;
        record.Status = new V1Status { Status = status.Status, Message = status.Message, Reason = status.Reason, Details = status.Details, Code = status.Code };
        if (!record.WantsResponse) return;
        using var json = new PooledBuffer(1024);
        StatusJson.Write(status, json);
        record.SetResponse(json.WrittenMemory.ToArray());
    }

    /// <summary>Keeps a patch as the body of its request.</summary>
    public static void NotePatch(AuditEvent record, string? contentType, ReadOnlyMemory<byte> patch)
    {
        try
        {
            if (contentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true) patch = KubeYaml.ToJson(patch.Span);
        }
        catch (ModelFormatException)
        {
            // What is wrong with it is said by who applies it; it is recorded as it came.
        }

        record.SetRequest(patch);
    }

    private static AuditRequest Describe(HttpContext http, in ApiPath path, string verb, UserInfo? user) => new()
    {
        Id = http.Response.Headers["Audit-Id"].ToString(),
        Uri = http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : http.Request.Path.Value ?? "/",
        Verb = verb,
        User = user,
        Path = path.IsResource ? default : http.Request.Path.Value is { Length: > 0 } given ? given : "/",
        Group = path.Group,
        Version = path.Version,
        Resource = path.Resource,
        Subresource = path.Subresource,
        Namespace = path.Namespace,
        Name = path.Name,
        UserAgent = http.Request.Headers.UserAgent.ToString(),
        SourceIPs = SourceIPs(http),
    };

    // Proxies on the way, as far as they tell, then who is at the other end (apimachinery's util/net.SourceIPs).
    private static List<string> SourceIPs(HttpContext http)
    {
        var found = new List<string>(1);
        foreach (var header in http.Request.Headers["X-Forwarded-For"])
        {
            foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (System.Net.IPAddress.TryParse(part, out _)) found.Add(part);
            }
        }

        var real = http.Request.Headers["X-Real-Ip"].ToString();
        if (real.Length > 0 && System.Net.IPAddress.TryParse(real, out _) && (found.Count == 0 || found[0] != real)) found.Add(real);
        var remote = http.Connection.RemoteIpAddress;
        if (remote is null) return found;
        var text = (remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote).ToString();
        if (found.Count == 0 || found[^1] != text) found.Add(text);
        return found;
    }

    private static string Attempted(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        List<string> tried = [];
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) tried.Add("basic");
        else if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) tried.Add("bearer");
        if (http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not null) tried.Add("x509");
        return tried.Count == 0 ? "Authentication failed, no credentials provided" : $"Authentication failed, attempted: {string.Join(", ", tried)}";
    }
}
