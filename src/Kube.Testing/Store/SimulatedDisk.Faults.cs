namespace Kube.Testing.Store;

/// <summary>What a test does to the disk.</summary>
public sealed partial class SimulatedDisk
{
    /// <summary>Switches the power off, and on again: what survives is decided, open files and locks are gone.</summary>
    public void CutPower()
    {
        lock (_gate)
        {
            _isOff = false;
            _operationsLeft = null;
            _powerCycle++;
            _lockHolder = null;
            _failingSyncs = 0;
            foreach (var (name, bindings) in _names.ToArray())
            {
                var survivor = bindings[random.Next(bindings.Count)];
                bindings.Clear();
                bindings.Add(survivor);
                if (survivor is null)
                    _names.Remove(name);
            }
            foreach (var inode in _names.Values.Select(bindings => bindings[0]!).Distinct())
                inode.LosePower(random);
        }
        ReleaseSyncs();
    }

    /// <summary>Lets the process be killed: what was written stays, synced or not; open files and locks are gone.</summary>
    public void KillProcess()
    {
        lock (_gate)
        {
            _powerCycle++;
            _lockHolder = null;
            _isOff = false;
            _operationsLeft = null;
        }
        ReleaseSyncs();
    }

    /// <summary>Switches the power off in the middle of the operation after the next <paramref name="operations"/>; <see cref="CutPower"/> switches it on again.</summary>
    public void CutPowerAfter(int operations)
    {
        lock (_gate)
            _operationsLeft = operations;
    }

    /// <summary>Makes the next syncs of files fail; what they covered is as uncertain as before.</summary>
    public void FailSyncs(int count)
    {
        lock (_gate)
            _failingSyncs = count;
    }

    /// <summary>Holds every sync of a file from now on, until <see cref="ReleaseSyncs"/>.</summary>
    public void HoldSyncs()
    {
        lock (_gate)
        {
            _syncGate ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            _syncHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until a sync is held: what asked for it has written, and cannot go on.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HoldSyncs"/> was not called before.</exception>
    public Task WaitForHeldSyncAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return (_syncHeld ?? throw new InvalidOperationException("no sync will be held: call HoldSyncs first")).Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets held syncs go on.</summary>
    public void ReleaseSyncs()
    {
        TaskCompletionSource? gate;
        lock (_gate)
        {
            gate = _syncGate;
            _syncGate = null;
        }
        gate?.TrySetResult();
    }

    /// <summary>The bytes of a file as they are now; a copy.</summary>
    public byte[] Read(string name)
    {
        lock (_gate)
            return (Find(name) ?? throw new FileNotFoundException(name)).Content();
    }

    /// <summary>Flips one bit of a file in place, under whoever has it open.</summary>
    public void FlipBit(string name, long offset)
    {
        lock (_gate)
            (Find(name) ?? throw new FileNotFoundException(name)).FlipBit(offset);
    }

    /// <summary>Replaces a file durably, or makes it: damage done behind the store's back.</summary>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            var inode = new SimulatedInode();
            inode.SetLength(content.Length);
            inode.Write(0, content);
            inode.Sync();
            _names[name] = [inode];
        }
    }
}
