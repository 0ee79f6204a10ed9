using System.Buffers;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Parts of a pod's specification as upstream's internal structures print: see <see cref="GoLayout"/>.</summary>
internal static class GoStructs
{
    /// <summary>On several lines, indented by one space.</summary>
    public static string Indented(V1PodSpec spec) => Write("PodSpec", Lift(Encode(new V1Pod { Spec = spec }).GetProperty("spec")), indented: true);

    /// <inheritdoc cref="Indented(V1PodSpec)"/>
    public static string Indented(V1EphemeralContainer container)
    {
        var spec = new V1PodSpec { EphemeralContainers = [container] };
        var element = Encode(new V1Pod { Spec = spec }).GetProperty("spec").GetProperty("ephemeralContainers")[0];
        return Write("EphemeralContainer", Flat(element), indented: true);
    }

    /// <summary>On one line.</summary>
    public static JsonText Show(V1SecurityContext context)
    {
        var spec = new V1PodSpec { Containers = [new V1Container { SecurityContext = context }] };
        var element = Encode(new V1Pod { Spec = spec }).GetProperty("spec").GetProperty("containers")[0].GetProperty("securityContext");
        return new JsonText(Write("SecurityContext", Flat(element), indented: false));
    }

    /// <inheritdoc cref="Show(V1SecurityContext)"/>
    public static JsonText Show(V1PodTemplateSpec template)
    {
        // The metadata is embedded and keeps its names on the wire; the specification is internal.
        var members = new List<string>();
        if (template.Metadata?.Labels is { Count: > 0 } labels) members.Add($"\"labels\":{BadValue.Format(labels)}");
        if (template.Metadata?.Annotations is { Count: > 0 } annotations) members.Add($"\"annotations\":{BadValue.Format(annotations)}");
        var spec = Encode(new V1Pod { Spec = template.Spec ?? new V1PodSpec() }).GetProperty("spec");
        members.Add($"\"Spec\":{Write("PodSpec", Lift(spec), indented: false)}");
        return new JsonText($"{{{string.Join(',', members)}}}");
    }

    /// <inheritdoc cref="Show(V1SecurityContext)"/>
    public static JsonText Show(V1NodeSelectorTerm term)
    {
        var selector = new V1NodeSelector { NodeSelectorTerms = [term] };
        var spec = new V1PodSpec { Affinity = new V1Affinity { NodeAffinity = new V1NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = selector } } };
        var element = Encode(new V1Pod { Spec = spec }).GetProperty("spec").GetProperty("affinity").GetProperty("nodeAffinity")
            .GetProperty("requiredDuringSchedulingIgnoredDuringExecution").GetProperty("nodeSelectorTerms")[0];
        return new JsonText(Write("NodeSelectorTerm", Flat(element), indented: false));
    }

    /// <inheritdoc cref="Show(V1SecurityContext)"/>
    public static JsonText Show(List<V1NodeSelectorTerm> terms) =>
        new(terms.Count == 0 ? "null" : $"[{string.Join(',', terms.Select(term => Show(term).Text))}]");

    private static JsonElement Encode(V1Pod pod)
    {
        var json = new ArrayBufferWriter<byte>();
        KubernetesTypes.Find(new GroupVersionKind("", "v1", "Pod"))!.Encode(pod, json);
        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static Dictionary<string, JsonElement> Flat(JsonElement element) => element.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    /// <summary>Internally the host's namespaces are part of the security context.</summary>
    private static Dictionary<string, JsonElement> Lift(JsonElement spec)
    {
        var members = Flat(spec);
        if (!members.TryGetValue("securityContext", out var context)) return members;
        var lifted = Flat(context);
        foreach (var name in (string[])["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"])
        {
            if (members.TryGetValue(name, out var value)) lifted[name] = value;
        }

        members["securityContext"] = ToElement(lifted);
        return members;
    }

    private static JsonElement ToElement(Dictionary<string, JsonElement> members)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static string Write(string layout, Dictionary<string, JsonElement> members, bool indented)
    {
        var writer = new GoTextWriter(indented);
        writer.Structure(GoLayout.Of(layout), members);
        return writer.ToString();
    }
}
