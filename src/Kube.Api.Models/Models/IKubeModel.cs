using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>What every generated class can do.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IKubeModel<TSelf> where TSelf : class, IKubeModel<TSelf>
{
    /// <summary>The shape and rules of the type, shared.</summary>
    static abstract TypeSchema Schema { get; }

    /// <summary>A copy that shares nothing that can change.</summary>
    TSelf DeepClone();

    /// <summary>Equal in what they mean, as upstream compares: an absent list or map equals an empty one, quantities are compared by value,
    /// times by instant; members that are left out when zero do not tell zero from absence.</summary>
    /// <param name="other">The other instance; null equals nothing.</param>
    bool SemanticEquals(TSelf? other);
}
