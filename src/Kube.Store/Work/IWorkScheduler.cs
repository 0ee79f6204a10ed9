namespace Kube.Store.Work;

/// <summary>Starts loops. The one place where work leaves its caller, so that a test can run every loop on one seeded thread of virtual time.</summary>
/// <remarks>Called from any thread, calls overlap. Whoever starts a loop owns the task: keeps it, ends the loop through its own token,
/// and awaits it.</remarks>
public interface IWorkScheduler
{
    /// <summary>Starts <paramref name="body"/> and returns the task of its end, its failure included. Never runs any of it on the caller's stack.</summary>
    /// <param name="name">For diagnostics, such as <c>store.writer</c>.</param>
    /// <param name="body">The loop; its continuations come back to the scheduler.</param>
    Task Run(string name, Func<Task> body);
}
