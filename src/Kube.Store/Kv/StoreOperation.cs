namespace Kube.Store.Kv;

/// <summary>One operation of a transaction: a <see cref="PutOperation"/>, <see cref="DeleteOperation"/>, <see cref="RangeOperation"/>
/// or <see cref="NestedOperation"/>.</summary>
public abstract class StoreOperation
{
    private protected StoreOperation()
    {
    }
}
