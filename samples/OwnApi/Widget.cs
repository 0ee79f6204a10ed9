using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Kube.Api.Models;
using Kube.Api.OwnTypes;

namespace Kube.Samples.OwnApi;

/// <summary>A widget: the resource that this API is about.</summary>
[KubernetesResource("shop.example.com", "v1", ShortNames = ["wd"], Categories = ["all"])]
[ResourceScale(".spec.replicas", ".status.replicas", SelectorPath = ".status.selector")]
[PrinterColumn("Color", ".spec.color")]
[PrinterColumn("Made", ".status.replicas", Type = "integer")]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
[SelectableField(".spec.color")]
[Description("Something that a shop makes.")]
public sealed class Widget : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wished for.</summary>
    [Required]
    [Description("What is wished for.")]
    public WidgetSpec? Spec { get; set; }

    /// <summary>What there is.</summary>
    public WidgetStatus? Status { get; set; }
}

/// <summary>What is wished for.</summary>
[CelRule("self.size <= 10 || self.replicas <= 5", Message = "of large widgets there are at most five")]
[CelRule("self.color == oldSelf.color", Message = "what is painted stays painted", FieldPath = ".color")]
public sealed class WidgetSpec
{
    /// <summary>How large.</summary>
    [Range(1, 100), DefaultValue(3), Description("How large each of them is.")]
    public int? Size { get; set; }

    /// <summary>How many.</summary>
    [Range(0, 1000), DefaultValue(1), Description("How many there shall be.")]
    public int? Replicas { get; set; }

    /// <summary>In which color.</summary>
    [Required, AllowedValues("red", "green", "blue"), Description("The color of all of them.")]
    public string? Color { get; set; }

    /// <summary>What is written on them.</summary>
    [MaxLength(20), RegularExpression("[A-Za-z ]*")]
    public string? Label { get; set; }
}

/// <summary>What there is.</summary>
public sealed class WidgetStatus
{
    /// <summary>How many there are.</summary>
    public int Replicas { get; set; }

    /// <summary>What selects them.</summary>
    public string? Selector { get; set; }

    /// <summary>How it goes.</summary>
    [ListKeys("type")]
    public List<V1Condition>? Conditions { get; set; }
}
