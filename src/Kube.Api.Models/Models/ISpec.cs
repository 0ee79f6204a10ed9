namespace Kube.Api.Models;

/// <summary>Has a desired state that is never null.</summary>
/// <typeparam name="T">The class of the desired state.</typeparam>
public interface ISpec<T>
{
    /// <summary>What is wanted.</summary>
    T Spec { get; set; }
}
