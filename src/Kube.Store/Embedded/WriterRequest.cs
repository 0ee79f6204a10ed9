namespace Kube.Store.Embedded;

/// <summary>Something for the writer loop to do. Either <see cref="Complete"/> or <see cref="Fail"/> ends it, once.</summary>
internal abstract class WriterRequest
{
    /// <summary>Carries it out on the working state. What it throws as a <c>StoreException</c> refuses this request alone, so it throws
    /// before it changes anything.</summary>
    public abstract void Apply(CommitGroup group);

    /// <summary>The group is as durable as configured, and published.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

/// <summary>One with a result.</summary>
internal abstract class WriterRequest<TResult> : WriterRequest
{
    // The writer completes a thousand callers in a row: none of them may run on its stack.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _completion.Task;

    protected TResult? Result { get; set; }

    public override void Complete() => _completion.TrySetResult(Result!);

    public override void Fail(Exception error) => _completion.TrySetException(error);
}
