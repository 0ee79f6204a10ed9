using System.Text.Json.Nodes;
using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Audit;

/// <summary>The record of one request, which those who serve it add to. Changed by one thread at a time.</summary>
public sealed class AuditEvent
{
    private const int MostUserAgent = 1024;
    private readonly AuditDecision _decision;
    private readonly Lock _gate = new();

    internal AuditEvent(in AuditRequest request, AuditDecision decision, DateTimeOffset receivedAt)
    {
        _decision = decision;
        Id = request.Id;
        Uri = request.Uri;
        Verb = request.Verb;
        User = request.User;
        UserAgent = request.UserAgent.Length > MostUserAgent ? request.UserAgent[..MostUserAgent] + "...TRUNCATED" : request.UserAgent;
        SourceIPs = request.SourceIPs;
        ReceivedAt = receivedAt;
        if (!request.Path.IsEmpty) return;
        Target = new AuditTarget
        {
            Group = request.Group.ToString(),
            Version = request.Version.ToString(),
            Resource = request.Resource.ToString(),
            Subresource = request.Subresource.ToString(),
            Namespace = request.Namespace.ToString(),
            Name = request.Name.ToString(),
        };
    }

    /// <summary>The record of the request that is being served here; null when none is kept.</summary>
    public static AuditEvent? Current => s_current.Value;

    /// <summary>As whom the client acts.</summary>
    public UserInfo? ImpersonatedUser { get; set; }

    /// <summary>Whether the body of the request is wanted.</summary>
    public bool WantsRequest => _decision.Level >= AuditLevel.Request && RequestObject.IsEmpty;

    /// <summary>Whether bodies are recorded at all.</summary>
    internal bool RecordsBodies => _decision.Level >= AuditLevel.Request;

    /// <summary>Whether the body of the answer is wanted.</summary>
    public bool WantsResponse => _decision.Level >= AuditLevel.RequestResponse;

    /// <summary>The answer, when it is a Status.</summary>
    public V1Status? Status { get; set; }

    internal AuditLevel Level => _decision.Level;

    internal string Id { get; }

    internal string Uri { get; }

    internal string Verb { get; }

    internal UserInfo? User { get; }

    internal string UserAgent { get; }

    internal IReadOnlyList<string> SourceIPs { get; }

    internal DateTimeOffset ReceivedAt { get; }

    internal AuditTarget? Target { get; }

    internal ReadOnlyMemory<byte> RequestObject { get; private set; }

    internal ReadOnlyMemory<byte> ResponseObject { get; private set; }

    internal SortedDictionary<string, string>? Annotations { get; private set; }

    private static readonly AsyncLocal<AuditEvent?> s_current = new();

    /// <summary>Makes this the record of whatever is done from here on, in this flow of control.</summary>
    public void Enter() => s_current.Value = this;

    /// <summary>Adds a remark; the first one of a name stays.</summary>
    public void Annotate(string key, string value)
    {
        lock (_gate) (Annotations ??= new(StringComparer.Ordinal)).TryAdd(key, value);
    }

    /// <summary>Adds to a remark that is a list.</summary>
    internal void Append(string key, JsonArray more)
    {
        lock (_gate)
        {
            Annotations ??= new(StringComparer.Ordinal);
            if (Annotations.TryGetValue(key, out var known) && JsonNode.Parse(known) is JsonArray all)
            {
                foreach (var one in more) all.Add(one?.DeepClone());
                more = all;
            }

            Annotations[key] = more.ToJsonString(AuditJson.Relaxed);
        }
    }

    /// <summary>Says which object it is about, as far as the path did not.</summary>
    public void NoteObject(V1ObjectMeta meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        if (Target is null) return;
        if (Target.Namespace.Length == 0) Target.Namespace = meta.Namespace ?? "";
        if (Target.Name.Length == 0) Target.Name = meta.Name ?? "";
        if (Target.Uid.Length == 0) Target.Uid = meta.Uid ?? "";
        if (Target.ResourceVersion.Length == 0) Target.ResourceVersion = meta.ResourceVersion ?? "";
    }

    /// <summary>Keeps the request's body: JSON, which the record owns from here on.</summary>
    public void SetRequest(ReadOnlyMemory<byte> json) => RequestObject = _decision.OmitManagedFields ? AuditBodies.WithoutManagedFields(json) : json;

    /// <summary>Keeps the answer's body, likewise.</summary>
    public void SetResponse(ReadOnlyMemory<byte> json) => ResponseObject = _decision.OmitManagedFields ? AuditBodies.WithoutManagedFields(json) : json;

    internal bool Omits(AuditStage stage) => _decision.Omits(stage);
}
