namespace Kube.Api.Models;

/// <summary>Has an observed state that is never null.</summary>
/// <typeparam name="T">The class of the observed state.</typeparam>
public interface IStatus<T>
{
    /// <summary>What was observed.</summary>
    T Status { get; set; }
}
