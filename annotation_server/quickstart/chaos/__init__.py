"""./run chaos: a crowd works while engines, processes, network and disk fail under it."""
