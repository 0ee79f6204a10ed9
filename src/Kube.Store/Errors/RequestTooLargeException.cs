namespace Kube.Store.Errors;

/// <summary>A transaction is over one of the store's limits.</summary>
/// <param name="what">What is limited, with its unit.</param>
/// <param name="size">The transaction's.</param>
/// <param name="limit">The greatest allowed.</param>
public sealed class RequestTooLargeException(string what, long size, long limit)
    : StoreException($"the transaction has {size} {what}, the limit is {limit}")
{
    /// <summary>The transaction's size.</summary>
    public long Size { get; } = size;

    /// <summary>The greatest allowed.</summary>
    public long Limit { get; } = limit;
}
