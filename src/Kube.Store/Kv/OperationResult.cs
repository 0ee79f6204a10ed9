namespace Kube.Store.Kv;

/// <summary>What one operation of a transaction gave: a <see cref="PutResult"/>, <see cref="DeleteResult"/>, <see cref="RangeResult"/>
/// or, for a nested transaction, a <see cref="TransactionResult"/>.</summary>
public abstract class OperationResult
{
    private protected OperationResult()
    {
    }
}
