using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes;

/// <summary>Sends the recorded creates and updates of one scenario through the rules that the pipeline would call, keeping what was accepted for the next step.</summary>
internal sealed partial class KindReplay(string file)
{
    private const string Uid = "uid-1";
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly List<ResourceDefinition> Catalog = [.. KubernetesResourcesExtensions.Make()];
    private readonly Dictionary<string, IKubernetesObject<V1ObjectMeta>> _stored = new(StringComparer.Ordinal);

    /// <summary>Each step that a strategy decides: its note, and what differs from the record; null when nothing does.</summary>
    public IEnumerable<(string Note, string? Difference)> Run()
    {
        var text = Uids().Replace(Times().Replace(File.ReadAllText(file), "2026-01-01T00:00:00Z"), Uid);
        foreach (var step in JsonNode.Parse(text)!["steps"]!.AsArray())
        {
            if (Target.Of(step!) is { } target && Try(step!, target) is { Ran: true } outcome) yield return ((string?)step!["note"] ?? "", outcome.Difference);
        }
    }

    private (bool Ran, string? Difference) Try(JsonNode step, Target target)
    {
        var response = step["response"]!;
        var body = System.Text.Encoding.UTF8.GetBytes(step["request"]!["body"]!.ToJsonString());
        IKubernetesObject<V1ObjectMeta> obj;
        try
        {
            obj = (IKubernetesObject<V1ObjectMeta>)target.Resource.Codec.Decode(body, null);
        }
        catch (ModelFormatException error)
        {
            return (true, $"  not decoded: {error.Message}");
        }

        if (target.Resource.Conversion is { } conversion) obj = conversion.ToStoredForm(obj);
        target.Resource.Stored.Strategy!.ApplyDefaults(obj);
        var errors = new FieldErrors();
        var warnings = new List<string>();
        if (!(target.IsCreate ? Create(obj, target, errors, warnings) : Update(obj, target, errors, warnings))) return (false, null);
        if ((int)response["status"]! == 422) return (true, RecordedKinds.Causes(response, errors));
        if (errors.Count > 0) return (true, $"  refused: {string.Join("\n           ", errors)}");
        _stored[target.Key(obj)] = obj;
        return (true, RecordedKinds.Compare(response, Encode(obj, target), warnings));
    }

    private static bool Create(IKubernetesObject<V1ObjectMeta> obj, Target target, FieldErrors errors, List<string> warnings)
    {
        var meta = obj.Metadata;
        if (target.Namespace.Length > 0 && string.IsNullOrEmpty(meta.Namespace)) meta.Namespace = target.Namespace;
        meta.Uid = Uid;
        meta.CreationTimestamp = Now;
        target.Rules.BeforeCreate(obj, target.Context);
        ObjectMetaValidation.ValidateCreate(meta, target.Resource.Namespaced, target.Rules.NameRule, errors, FieldPath.Root("metadata"));
        target.Rules.CheckCreate(obj, errors);
        if (errors.Count > 0) return true;
        target.Rules.CollectCreateWarnings(obj, warnings);
        target.Rules.Tidy(obj);
        return true;
    }

    private bool Update(IKubernetesObject<V1ObjectMeta> obj, Target target, FieldErrors errors, List<string> warnings)
    {
        if (!_stored.TryGetValue(target.Key(obj), out var stored)) return false;
        var old = (IKubernetesObject<V1ObjectMeta>)target.Resource.Stored.Codec.DeepClone(stored);
        var meta = obj.Metadata;
        meta.Namespace = old.Metadata.Namespace;
        meta.CreationTimestamp = old.Metadata.CreationTimestamp;
        meta.Uid = old.Metadata.Uid;
        meta.Generation = old.Metadata.Generation;
        target.Rules.BeforeUpdate(obj, old, target.Context);
        // The revision is compared where it is kept; here only whether the rules allow to leave it out.
        if (string.IsNullOrEmpty(meta.ResourceVersion) && !target.Rules.AllowUnconditionalUpdate)
            errors.Invalid(FieldPath.Root("metadata").Child("resourceVersion"), 0, "must be specified for an update");
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        target.Rules.CheckUpdate(obj, old, errors);
        if (errors.Count > 0) return true;
        target.Rules.CollectUpdateWarnings(obj, old, warnings);
        target.Rules.Tidy(obj);
        return true;
    }

    private static JsonNode Encode(IKubernetesObject<V1ObjectMeta> obj, Target target)
    {
        var json = new ArrayBufferWriter<byte>();
        target.Resource.Codec.Encode(target.Resource.Conversion is { } conversion ? conversion.ToServedForm(obj) : obj, json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    [GeneratedRegex(@"\{\{uid:\d+\}\}")]
    private static partial Regex Uids();

    [GeneratedRegex(@"\{\{time:\d+\}\}")]
    private static partial Regex Times();

    private sealed record Target(ResourceDefinition Resource, ResourceStrategy Rules, string Namespace, bool IsCreate)
    {
        public StrategyContext Context => new(
            new UserInfo("admin", uid: "admin-uid", groups: ["system:masters", "system:authenticated"]), Now, Resource.Kind, Namespace, "", DryRun: false);

        public string Key(IKubernetesObject<V1ObjectMeta> obj) => $"{Resource.Plural}/{obj.Metadata.Name}";

        public static Target? Of(JsonNode step)
        {
            var (request, status) = (step["request"]!, (int)step["response"]!["status"]!);
            var path = (string)request["path"]!;
            var method = (string)request["method"]!;
            if (method is not ("POST" or "PUT") || request["body"] is not JsonObject || path.Contains("dryRun") || status is not (200 or 201 or 422)) return null;
            var parts = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
            var (group, version, rest) = parts[0] == "api" ? ("", parts[1], parts[2..]) : (parts[1], parts[2], parts[3..]);
            var place = "";
            if (rest is ["namespaces", var name, not ("status" or "finalize"), ..]) (place, rest) = (name, rest[2..]);
            var resource = Catalog.Find(known => known.Kind.Group == group && known.Kind.Version == version && known.Plural == rest[0]);
            if (resource is null or { StoresNothing: true } || (rest.Length > 2 && resource.FindSubresource(rest[2])?.Strategy is null)) return null;
            var rules = rest.Length > 2 ? resource.FindSubresource(rest[2])!.Strategy! : resource.StoredRules ?? resource.Stored.Strategy!;
            return new Target(resource, rules, place, method == "POST");
        }
    }
}
