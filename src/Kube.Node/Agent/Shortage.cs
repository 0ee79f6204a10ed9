using System.Globalization;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>A resource that the node has too little of for a pod.</summary>
/// <param name="Resource">Its name.</param>
/// <param name="Requested">What the pod asks for.</param>
/// <param name="Used">What others hold.</param>
/// <param name="Capacity">What there is for pods.</param>
internal sealed record Shortage(string Resource, decimal Requested, decimal Used, decimal Capacity)
{
    /// <summary>How much too little.</summary>
    public decimal Missing => Requested - (Capacity - Used);

    // Upstream counts CPUs in thousandths.
    private int Unit => Resource == "cpu" ? 1000 : 1;

    public PodVerdict Verdict => new($"OutOf{Resource}", string.Create(
        CultureInfo.InvariantCulture,
        $"Node didn't have enough resource: {Resource}, requested: {(long)(Requested * Unit)}, used: {(long)(Used * Unit)}, capacity: {(long)(Capacity * Unit)}"));

    /// <summary>An amount of it as upstream's messages name it.</summary>
    public string Text(decimal missing) => string.Create(CultureInfo.InvariantCulture, $"(res: {Resource}, q: {(long)(missing * Unit)}), ");
}
