namespace Kube.Scheduling.Framework;

/// <summary>A place in the state of an attempt. Keep it in a static field: a slot is known by its reference.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="name">For diagnostics.</param>
public sealed class StateSlot<T>(string name)
{
    /// <summary>For diagnostics.</summary>
    public string Name { get; } = name;
}
