class Bad(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a
    def __str__(self):
        return f"bad {self.a}"
raise Bad(1, 2)
