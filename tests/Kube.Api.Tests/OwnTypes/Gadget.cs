using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kube.Api.Models;
using Kube.Api.OwnTypes;

namespace Kube.Api.Tests.OwnTypes;

[KubernetesResource("tests.example.com", "v1", ShortNames = ["gd"])]
[ResourceScale(".spec.copies", ".status.copies")]
[PrinterColumn("Mode", ".spec.mode")]
public sealed class Gadget : IKubernetesObject<V1ObjectMeta>
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();

    public GadgetSpec Spec { get; set; } = new() { Owner = "nobody" };

    public GadgetStatus? Status { get; set; }
}

public sealed class GadgetSpec
{
    [DefaultValue(2)]
    public int Copies { get; set; }

    public GadgetMode? Mode { get; set; }

    public required string Owner { get; set; }

    public ResourceQuantity? Memory { get; set; }

    public IntOrString? Port { get; set; }

    public DateTime? Since { get; set; }

    public V1PodTemplateSpec? Template { get; set; }

    [ListKeys("name")]
    public List<GadgetPart>? Parts { get; set; }

    public Dictionary<string, string>? Notes { get; set; }

    public RawJson? Anything { get; set; }

    [JsonPropertyName("x-special"), StringLength(5, MinimumLength = 2)]
    public string? Special { get; set; }
}

public enum GadgetMode
{
    Fast,
    Slow,
}

public sealed class GadgetPart
{
    public string? Name { get; set; }

    [CelRule("self > 0")]
    public int Weight { get; set; }
}

public sealed class GadgetStatus
{
    public int Copies { get; set; }
}

/// <summary>The same by another name of its members.</summary>
[KubernetesResource("tests.example.com", "v1alpha1", Kind = "Gadget", Plural = "gadgets")]
public sealed class OldGadget : IKubernetesObject<V1ObjectMeta>
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();

    public int Number { get; set; }

    public string? Owner { get; set; }
}

[JsonSerializable(typeof(GeneratedGadget))]
internal sealed partial class GadgetJson : JsonSerializerContext;

[KubernetesResource("tests.example.com", "v1", Namespaced = false)]
public sealed class GeneratedGadget : IKubernetesObject<V1ObjectMeta>
{
    [JsonIgnore]
    public string? ApiVersion { get; set; }

    [JsonIgnore]
    public string? Kind { get; set; }

    [JsonIgnore]
    public V1ObjectMeta Metadata { get; set; } = new();

    [Range(1, 9)]
    public int Depth { get; set; } = 1;
}
